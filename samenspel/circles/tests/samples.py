"""Where the crawl goes in this room."""

from samenspel.circles import inviting
from samenspel.people import links


def plant(world):
    cast = world.cast
    world.invitation = inviting.invite(
        cast.oost, name=world.canary({"bo"}), email="nieuw@example.org", by=cast.bo
    )
    world.along = inviting.invite_along(
        cast.expedition,
        name=world.canary({"fons"}),
        email="mee@example.org",
        role="writer",
        by=cast.fons,
    )


def coalition(world):
    return [{"pk": world.cast.oost.pk}]


def invitation(world):
    return [{"pk": world.invitation.pk}, {"pk": world.along.pk}]


SAMPLES = {
    "circles:invitations": coalition,
    "circles:print_letters": coalition,
    "circles:type_for": coalition,
    "circles:invitations_along": lambda world: [{"pk": world.cast.expedition.pk}],
    "circles:send_again": invitation,
    "circles:print_letter": invitation,
    "circles:withdraw_invitation": invitation,
    "circles:join": lambda world: [
        {"token": "unknown"},
        {"token": links.make("people:enter", person=world.cast.amina).token},
    ],
}
