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
    near = {"amina", "bram", "bo", "els", "wim", "fenna"}
    world.helped = inviting.type_for(
        cast.oost, name=world.canary(near), voice="resident", said="paper", by=cast.bo
    )


def coalition(world):
    return [{"pk": world.cast.oost.pk}]


def invitation(world):
    return [{"pk": world.invitation.pk}, {"pk": world.along.pk}]


def expedition(world):
    return [{"pk": world.cast.expedition.pk}]


def membership(world):
    """A member, somebody who looks along, and somebody's place in the expedition."""
    cast = world.cast
    rows = [(cast.amina, cast.oost), (cast.els, cast.oost), (cast.els, None)]
    return [{"pk": person.memberships.get(coalition=place).pk} for person, place in rows]


SAMPLES = {
    "circles:members": coalition,
    "circles:access": coalition,
    "circles:describe": coalition,
    "circles:partner_join": coalition,
    "circles:partner_leave": lambda world: [{"pk": world.cast.oost.pk, "row": 1}],
    "circles:add_practice": coalition,
    "circles:end_practice": lambda world: [{"pk": world.cast.oost.pk, "row": 1}],
    "circles:member": membership,
    "circles:end": membership,
    "circles:stop_typing": lambda world: [{"pk": world.helped.pk}],
    "circles:manage": expedition,
    "circles:form": expedition,
    "circles:describe_expedition": expedition,
    "circles:begin": expedition,
    "circles:invitations": coalition,
    "circles:print_letters": coalition,
    "circles:type_for": coalition,
    "circles:invitations_along": lambda world: [{"pk": world.cast.expedition.pk}],
    "circles:send_again": invitation,
    "circles:print_letter": invitation,
    "circles:withdraw_invitation": invitation,
    "circles:join": lambda world: [
        {"token": "unknown"},
        {"token": links.make("people:enter", person=world.guest).token},
    ],
}
