"""People come in because their own group asks them; and nobody comes in as somebody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from samenspel.circles import inviting
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Help, Invitation, Membership, Role, Voice
from samenspel.foundation.errors import Refused
from samenspel.foundation.ledger import Entry
from samenspel.foundation.models import Mail
from samenspel.people.models import Person


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return client


def the_link() -> str:
    return re.search(r"http://[^/]+(/meedoen/\S+/)", Mail.objects.latest("pk").text)[1]


def invite_nel(cast, **more) -> Invitation:
    said = {"name": "Nel", "email": "nel@example.org", "by": cast.bo, **more}
    return inviting.invite(cast.oost, **said)


def join(client: Client, path: str, **more):
    return client.post(path, {"name": "Nel", "voice": "resident", **more})


class TestByMail:
    def test_one_page_one_button_and_one_is_in(self, cast, client):
        invite_nel(cast)
        page = client.get(the_link()).content.decode()
        assert "Bo nodigt je uit" in page
        assert "Alleen Samen Oost (3 mensen). Niet het fonds." in page
        assert join(client, the_link(), name="Nel de Vries")["Location"] == "/"
        nel = Person.objects.get(email="nel@example.org")
        assert client.session["_auth_user_id"] == str(nel.pk)
        assert nel.name == "Nel de Vries"
        place = nel.memberships.get()
        assert (place.coalition, place.role, place.voice) == (cast.oost, "member", "resident")

    def test_looking_makes_nobody(self, cast, client):
        invite_nel(cast)
        count = Person.objects.count()
        client.get(the_link())
        assert Person.objects.count() == count
        assert Invitation.objects.get().state == "opened"

    def test_the_link_then_shows_what_was_answered(self, cast, client):
        invite_nel(cast)
        path = the_link()
        join(client, path)
        again = Client()
        assert "Je doet al mee" in again.get(path).content.decode()
        join(again, path, name="Iemand anders")
        assert again.session.get("_auth_user_id") is None
        assert Person.objects.filter(email="nel@example.org").get().name == "Nel"
        assert Membership.objects.filter(person__email="nel@example.org").count() == 1

    def test_whom_we_know_joins_as_themselves(self, cast, client):
        inviting.invite(cast.oost, name="Cor", email=cast.cor.email, by=cast.bo)
        page = client.get(the_link()).content.decode()
        assert 'name="name"' not in page
        client.post(the_link(), {"voice": "resident"})
        assert client.session["_auth_user_id"] == str(cast.cor.pk)
        assert cast.cor.memberships.filter(coalition=cast.oost).exists()

    def test_who_is_signed_in_joins_as_that_person(self, cast):
        invite_nel(cast)
        cor = signed_in(cast.cor)
        assert "Je doet mee als Cor" in cor.get(the_link()).content.decode()
        cor.post(the_link(), {"voice": "resident"})
        assert cast.cor.memberships.filter(coalition=cast.oost).exists()
        assert not Person.objects.filter(email="nel@example.org").exists()

    def test_the_mail_speaks_their_language_and_tells_no_stories(self, cast):
        cast.oost.ground = "Een geheim verhaal"
        cast.oost.save()
        invite_nel(cast, language="en")
        text = Mail.objects.get().text
        assert "Bo invites you to take part in Samen Oost." in text
        assert "geheim" not in text

    def test_sending_again_ends_the_first_link(self, cast, client):
        row = invite_nel(cast)
        first = the_link()
        inviting.send_again(row, by=cast.bo)
        assert client.get(first).status_code == 404
        assert client.get(the_link()).status_code == 200

    def test_it_can_not_be_sent_all_day(self, cast):
        row = invite_nel(cast)
        for _ in range(3):
            inviting.send_again(row, by=cast.bo)
        with pytest.raises(Refused, match="telefoon"):
            inviting.send_again(row, by=cast.bo)

    def test_taken_back_is_closed_at_once(self, cast, client):
        row = invite_nel(cast)
        inviting.withdraw(row, by=cast.bo)
        assert client.get(the_link()).status_code == 404
        assert join(client, the_link()).status_code == 404
        assert not Person.objects.filter(email="nel@example.org").exists()

    def test_the_address_is_forgotten_by_the_invitation_when_they_are_in(self, cast, client):
        invite_nel(cast)
        join(client, the_link())
        assert Invitation.objects.get().email == ""

    def test_who_never_comes_is_forgotten(self, cast):
        invite_nel(cast)
        with time_machine.travel(timezone.now() + timedelta(days=61)):
            inviting.forget_old()
        assert not Invitation.objects.exists()


def test_each_page_of_inviting_has_a_way_back(cast):
    bo, fons = signed_in(cast.bo), signed_in(cast.fons)
    back = f'<a href="/coalitie/{cast.oost.pk}/">Samen Oost</a>'
    for page in ("uitnodigen", "typen-voor"):
        assert back in bo.get(f"/coalitie/{cast.oost.pk}/{page}/").content.decode()
    page = fons.get(f"/expeditie/{cast.expedition.pk}/uitnodigen/").content.decode()
    assert f'<a href="/expeditie/{cast.expedition.pk}/beheer/">' in page


class TestOnPaper:
    def test_a_letter_makes_somebody_without_an_address(self, cast, client):
        row = inviting.invite(cast.oost, name="Mien", by=cast.bo)
        key = inviting.print_letter(row, by=cast.bo)
        path = client.post("/code/", {"code": key.code})["Location"]
        page = client.post(path, {"name": "Mien", "voice": "resident"}, follow=True)
        assert page.redirect_chain == [("/ik/", 302)]
        assert "Wil je later terugkomen?" in page.content.decode()
        mien = Person.objects.get(name="Mien")
        assert (mien.email, mien.memberships.get().coalition) == (None, cast.oost)
        assert client.session["_auth_user_id"] == str(mien.pk)

    def test_who_prints_a_letter_does_not_get_in_as_somebody_we_know(self, cast, client):
        """Else a coordinator could invite a researcher and walk in as them."""
        row = inviting.invite(cast.oost, name="Els", email="els@example.org", by=cast.bo)
        key = inviting.print_letter(row, by=cast.bo)
        path = key.url.removeprefix(settings.SITE_URL)
        join(client, path, name="Els")
        assert client.session["_auth_user_id"] != str(cast.els.pk)
        assert Person.objects.get(pk=client.session["_auth_user_id"]).email is None

    def test_the_page_shows_the_letters_once(self, cast):
        bo = signed_in(cast.bo)
        bo.post(
            f"/coalitie/{cast.oost.pk}/uitnodigen/",
            {"who": "Mien\nJan", "role": "member", "language": "nl"},
        )
        response = bo.post(f"/coalitie/{cast.oost.pk}/brieven/")
        page = response.content.decode()
        codes = re.findall(r'typed-code">([A-Z]{4} [A-Z]{4})<', page)
        assert len(set(codes)) == 2
        assert page.count('letter-address">localhost:8000/code/<') == 2
        last_day = date_format(timezone.localdate() + timedelta(days=30), "j F Y")
        assert page.count(f"Hij werkt tot {last_day}.") == 2
        assert page.count('<svg class="qr"') + page.count('class="qr"') >= 2
        assert "no-store" in response["Cache-Control"]
        assert bo.get(f"/coalitie/{cast.oost.pk}/brieven/").status_code == 405
        visitor = Client()
        path = visitor.post("/code/", {"code": codes[0]})["Location"]
        assert "Bo nodigt je uit" in visitor.get(path).content.decode()

    def test_the_letter_tells_what_it_asks_for(self, cast):
        bo = signed_in(cast.bo)
        cast.bo.name = "Bo V."
        cast.bo.save()
        row = inviting.invite(cast.oost, name="Mien", by=cast.bo)
        page = bo.post(f"/uitnodiging/{row.pk}/brief/").content.decode()
        assert "Samen Oost is een groep van bewoners en professionals in oost." in page
        assert "V.." not in page
        cast.oost.ground = "Wij delen een tuin."
        cast.oost.save()
        assert "Wij delen een tuin." in bo.post(f"/uitnodiging/{row.pk}/brief/").content.decode()

    def test_whoever_has_just_opened_a_letter_keeps_it(self, cast, client):
        mien = inviting.invite(cast.oost, name="Mien", by=cast.bo)
        path = inviting.print_letter(mien, by=cast.bo).url.removeprefix(settings.SITE_URL)
        client.get(path)
        inviting.invite(cast.oost, name="Jan", by=cast.bo)
        bo = signed_in(cast.bo)
        page = bo.get(f"/coalitie/{cast.oost.pk}/uitnodigen/").content.decode()
        assert "Print 1 brief" in page
        letters = bo.post(f"/coalitie/{cast.oost.pk}/brieven/").content.decode()
        assert re.findall(r"<h2>(.+?)</h2>", letters) == ["Dag Jan,"]
        assert client.get(path).status_code == 200

    def test_who_sees_more_groups_gets_no_letter(self, cast):
        row = inviting.invite_along(
            cast.expedition, name="Wil", email="wil@example.org", role="writer", by=cast.fons
        )
        with pytest.raises(Refused, match="per mail"):
            inviting.print_letter(row, by=cast.fons)


class TestManyAtOnce:
    @pytest.mark.parametrize(
        ("line", "read"),
        [
            ("Nel de Vries, nel@example.org", ("Nel de Vries", "nel@example.org")),
            ("nel@example.org", ("nel", "nel@example.org")),
            ("Mien", ("Mien", "")),
            ("Nel <nel@example.org>", ("Nel", "nel@example.org")),
            ("nel@example.org; Nel", ("Nel", "nel@example.org")),
            ("Nel\tnel@example.org", ("Nel", "nel@example.org")),
        ],
    )
    def test_lines_are_read_as_people_write_them(self, line, read):
        assert inviting.read_line(line) == read

    def test_all_or_none(self, cast):
        bo = signed_in(cast.bo)
        who = "Nel, nel@example.org\n\nJan, geen@adres\nMien"
        page = bo.post(
            f"/coalitie/{cast.oost.pk}/uitnodigen/",
            {"who": who, "role": "member", "language": "nl"},
        ).content.decode()
        assert "Regel 3, Jan, geen@adres: Dit is geen e-mailadres." in page
        assert "Nel, nel@example.org" in page
        assert not Invitation.objects.exists()
        assert not Mail.objects.exists()

    def test_all_that_is_wrong_is_said_at_once(self, cast):
        invite_nel(cast)
        bo = signed_in(cast.bo)
        said = {"who": "Jan, geen@adres\nNel, nel@example.org", "role": "member", "language": "nl"}
        form = bo.post(f"/coalitie/{cast.oost.pk}/uitnodigen/", said).context["form"]
        assert form.errors["who"] == [
            "Regel 1, Jan, geen@adres: Dit is geen e-mailadres. Kijk er nog eens naar.",
            (
                "Regel 2, Nel, nel@example.org: nel@example.org is al uitgenodigd. "
                "Je kunt de uitnodiging opnieuw sturen."
            ),
            "We hebben nu niemand uitgenodigd.",
        ]

    def test_an_address_longer_than_any_is_refused(self, cast):
        with pytest.raises(Refused, match="geen e-mailadres"):
            invite_nel(cast, email=f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.nl")

    def test_a_name_is_one_line_that_is_not_too_long(self, cast):
        assert invite_nel(cast, name=" Nel\r\n de  Vries ").name == "Nel de Vries"
        with pytest.raises(Refused, match="121"):
            invite_nel(cast, email="n@example.org", name="N" * 121)

    def test_the_same_address_is_invited_once(self, cast):
        with pytest.raises(Refused, match="al uitgenodigd"):
            inviting.invite_all(
                cast.oost, lines=["Nel, nel@example.org", "N, NEL@example.org"], by=cast.bo
            )
        with pytest.raises(Refused, match="al lid"):
            inviting.invite_all(cast.oost, lines=[f"Amina, {cast.amina.email}"], by=cast.bo)


class TestWhoMay:
    @pytest.mark.parametrize(
        "name", ["amina", "bram", "cor", "dirk", "els", "fenna", "fons", "pia"]
    )
    def test_only_its_coordinator_invites_to_a_coalition(self, cast, name):
        person = getattr(cast, name)
        with pytest.raises(NotYours):
            inviting.invite(cast.oost, name="Nel", by=person)
        client = signed_in(person)
        assert client.get(f"/coalitie/{cast.oost.pk}/uitnodigen/").status_code == 404
        assert client.get(f"/coalitie/{cast.oost.pk}/typen-voor/").status_code == 404

    def test_the_fund_invites_the_first_coordinator_and_no_more(self, cast, client):
        Membership.objects.filter(coalition=cast.west).delete()
        fons = signed_in(cast.fons)
        path = f"/coalitie/{cast.west.pk}/uitnodigen/"
        assert "eerste coördinator" in fons.get(path).content.decode()
        fons.post(path, {"who": "Kees, kees@example.org", "language": "nl"})
        assert Invitation.objects.get().role == Role.COORDINATOR
        with pytest.raises(Refused, match="coördinator"):
            inviting.invite(cast.west, name="Nel", role=Role.MEMBER, by=cast.fons)
        client.post(the_link(), {"name": "Kees", "voice": "professional"})
        assert fons.get(path).status_code == 404

    def test_the_fund_invites_who_travels_along(self, cast, client):
        fons = signed_in(cast.fons)
        path = f"/expeditie/{cast.expedition.pk}/uitnodigen/"
        said = {"name": "Wil", "email": "wil@example.org", "role": "researcher", "language": "nl"}
        fons.post(path, said | {"organisation": "Bureau Nieuw"})
        page = client.get(the_link()).content.decode()
        assert "als onderzoeker" in page
        assert 'name="voice"' not in page
        client.post(the_link(), {"name": "Wil"})
        place = Person.objects.get(email="wil@example.org").memberships.get()
        assert (place.role, place.coalition) == ("researcher", None)
        assert str(place.organisation) == "Bureau Nieuw"
        assert signed_in(cast.bo).get(path).status_code == 404

    def test_somebody_of_the_fund_is_not_let_into_a_coalition(self, cast, client):
        inviting.invite(cast.oost, name="Fons", email=cast.fons.email, by=cast.bo)
        page = client.post(the_link(), {"voice": "resident"}).content.decode()
        assert "geen lid zijn van een coalitie" in page
        assert Invitation.objects.get().joined is None

    def test_another_coordinator_has_no_say(self, cast):
        row = invite_nel(cast)
        cor = signed_in(cast.cor)
        for deed in ("opnieuw", "brief", "intrekken"):
            assert cor.post(f"/uitnodiging/{row.pk}/{deed}/").status_code == 404
        assert Invitation.objects.get().state == "sent"

    def test_each_step_is_in_the_ledger_without_names(self, cast, client):
        invite_nel(cast)
        join(client, the_link())
        lines = {e.verb: e for e in Entry.objects.all()}
        assert {"invitation.send", "invitation.accept"} <= set(lines)
        assert "Nel" not in str([e.facts for e in lines.values()])


class TestTypingForSomebody:
    def test_somebody_without_an_address_takes_part(self, cast):
        bo = signed_in(cast.bo)
        bo.post(
            f"/coalitie/{cast.oost.pk}/typen-voor/",
            {"name": "Mien", "voice": "resident", "said": "spoken"},
        )
        mien = Person.objects.get(name="Mien")
        assert (mien.email, mien.memberships.get().voice) == (None, Voice.RESIDENT)
        help_ = Help.objects.get()
        assert (help_.helper, help_.said) == (cast.bo, "spoken")
        assert "Bo typt voor Mien" in bo.get(f"/coalitie/{cast.oost.pk}/leden/").content.decode()
        assert Entry.objects.get().verb == "help.begin"

    def test_one_types_right_away_and_later_from_the_members(self, cast):
        bo = signed_in(cast.bo)
        said = {"name": "Mien", "voice": "resident", "said": "spoken"}
        page = bo.post(f"/coalitie/{cast.oost.pk}/typen-voor/", said, follow=True)
        mien = Person.objects.get(name="Mien")
        chosen = f'<option value="{mien.pk}" selected>Mien</option>'
        assert page.resolver_match.url_name == "write"
        assert chosen in page.content.decode()
        link = f"/lid/{mien.memberships.get().pk}/typen/"
        assert link in bo.get(f"/coalitie/{cast.oost.pk}/leden/").content.decode()
        assert chosen in bo.get(link, follow=True).content.decode()
        assert signed_in(cast.amina).get(link).status_code == 404

    def test_it_says_how_they_agreed(self, cast):
        with pytest.raises(Refused, match="Kies hoe die persoon ja zei"):
            inviting.type_for(cast.oost, name="Mien", voice="resident", said="", by=cast.bo)

    def test_it_ends_after_one_more_question(self, cast):
        mien = inviting.type_for(cast.oost, name="Mien", voice="resident", said="paper", by=cast.bo)
        path, members = f"/lid/{mien.pk}/typen/einde/", f"/coalitie/{cast.oost.pk}/leden/"
        bo = signed_in(cast.bo)
        assert path in bo.get(members).content.decode()
        assert path not in signed_in(cast.amina).get(members).content.decode()
        assert signed_in(cast.amina).post(path).status_code == 404
        assert "Niet meer typen voor Mien?" in bo.get(path).content.decode()
        assert Help.objects.live().exists()
        page = bo.post(path, follow=True).content.decode()
        assert "Mien" in page
        assert "Bo typt voor" not in page
        assert not Help.objects.live().exists()
        assert bo.get(path).status_code == 404
