"""Mails in own words: what they come out as, and that a hostile text reaches and hangs nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from workers.delivery.email import WITHOUT_OWN_WORDS, EmailChannel
from workers.mail import samples
from workers.mail.own_words import BadTemplate, OwnWords, facts_of, parts_of, reworded
from workers.settings import Settings
from workers.tickets.tokens import Signer

# Told by hand each time, or by the auth server; the rest can be said in own words.
BY_OTHERS = WITHOUT_OWN_WORDS | {"email.reset_password"}


def say(settings: Settings, body: str, *, kind: str = "team_code", subject: str = "Hello") -> str:
    """The plain text that own words come out as."""
    return reworded(samples.letter(settings, kind, "en"), OwnWords(subject, body)).text


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", sorted(samples.SAMPLES))
def test_every_mail_can_be_said_in_own_words(settings: Settings, kind: str, language: str) -> None:
    shipped = samples.letter(settings, kind, language)
    parts = "\n\n".join(f"{{{{ {part} }}}}" for part in sorted(parts_of(shipped)))
    facts = " ".join(f"[{{{{ {fact} }}}}]" for fact in sorted(facts_of(shipped)))
    letter = reworded(
        shipped, OwnWords("For {{ org }}", f"{{{{ greeting }}}}\n\n{facts}\n\n{parts}")
    )

    assert letter.subject == f"For {facts_of(shipped)['org']}"
    assert (letter.to, letter.files, letter.reply_to) == (
        shipped.to,
        shipped.files,
        shipped.reply_to,
    )
    for form in (letter.text, letter.html):
        assert "\x02" not in form
        assert "\x03" not in form
    assert f'<html lang="{language}">' in letter.html
    assert facts_of(shipped)["greeting"] in letter.text


def test_samples_are_of_what_is_mailed(settings: Settings) -> None:
    nothing: Any = None
    channel = EmailChannel(settings, nothing, Signer(bytes(32)), nothing, nothing)
    kinds = {topic.removeprefix("email.") for topic in channel.handlers.keys() - BY_OTHERS}
    assert set(samples.SAMPLES) == kinds


def test_the_parts_of_ours_come_as_they_are(settings: Settings) -> None:
    shipped = samples.letter(settings, "order_confirmation", "en")
    own = OwnWords("Your tickets", "Hi {{ name }}!\n\n{{ tickets }}\n\nPay: {{ order_lines }}")
    letter = reworded(shipped, own)

    assert "Hi Robin de Vries!" in letter.text
    assert "- 10 km: 7QK4M2XW9TR0AAAAAAAA" in letter.text
    assert f'src="cid:{shipped.files[0].content_id}"' in letter.html
    assert "<table" in letter.html
    assert "View your order" not in letter.text


def test_it_is_text_in_paragraphs_lists_and_links(settings: Settings) -> None:
    body = (
        "One <b>&\ntwo\n\n- a\n- b\n\nSee https://x.test/a?b=1&c=2.\n\n"
        "{% if team == 'De Snelle Vier' %}fast{% endif %}{% if not join_code %}slow{% endif %}"
    )
    letter = reworded(samples.letter(settings, "team_code", "en"), OwnWords("A\nB", body))

    assert letter.subject == "A B"
    assert "<p>One &lt;b&gt;&amp;<br>two</p>" in letter.html
    assert "<ul><li>a</li><li>b</li></ul>" in letter.html
    assert '<a href="https://x.test/a?b=1&amp;c=2" style="color:#181c2c">' in letter.html
    assert "<p>fast</p>" in letter.html
    assert "slow" not in letter.html
    assert "See https://x.test/a?b=1&c=2." in letter.text


def test_what_a_fact_says_is_text(settings: Settings) -> None:
    shipped = samples.letter(settings, "team_code", "en")
    assert shipped.wording is not None
    evil = "<script>alert(1)</script> {{ 6 * 111 }} \x02message\x03"
    wording = replace(shipped.wording, facts=dict(shipped.wording.facts) | {"team": evil})
    letter = reworded(replace(shipped, wording=wording), OwnWords("{{ team }}", "It: {{ team }}"))

    assert "<script>" not in letter.html
    assert "{{ 6 * 111 }} message" in letter.text
    assert "666" not in letter.text


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ team.__class__ }}",
    "{{ team['__class__'] }}",
    "{{ team|attr('__class__') }}",
    "{{ (team|map(attribute='__class__'))|list }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.message() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ joiner() }}",
    "{{ namespace() }}",
    "{{ range(9) }}",
    "{{ '{0.__class__}'.format(team) }}",
    "{{ '%s'|format(team) }}",
    "{{ settings }}",
    "{{ say('mail.greeting') }}",
    "{% include 'mail/base.html' %}",
    "{% import 'mail/base.html' as x %}",
    "{% from 'mail/base.html' import x %}",
    "{% extends 'mail/base.html' %}",
    "{% block message %}{% endblock %}",
    "{% set team = 'x' %}",
    "{% macro m() %}{% endmacro %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with a = 1 %}{% endwith %}",
    "{% autoescape false %}{% endautoescape %}",
    "{% do 1 %}",
    "{% debug %}",
    "{{ team is defined }}",
    "{{ team|safe }}",
    "{{ team|default(team.x) }}",
    "{{ [team] }}",
    "{{ {'a': team} }}",
    "{{ team[0] }}",
    "{{ -1 }}",
]
BOMBS = [
    "{{ 9**9**9**9 }}",
    "{{ 'a' * 10**10 }}",
    "{{ 1 + 1 }}",
    "{{ 'a'|center(1000000000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{% for a in team %}{% for b in team %}{{ a }}{% endfor %}{% endfor %}",
    "{% for a in team recursive %}{{ loop(team) }}{% endfor %}",
    "{{ " + "(" * 9_000 + "team" + ")" * 9_000 + " }}",
    "{{ " + "not " * 4_000 + "team }}",
    "{% if team %}" * 1_000 + "{% endif %}" * 1_000,
    "{{ " + "9" * 15_000 + " }}",
    "{{ team" + "|upper" * 3_000 + " }}",
    "{{ team" + " ~ team" * 2_000 + " }}" + "{{ team",
    "x" * 20_001,
]


@pytest.mark.parametrize("body", [*ESCAPES, *BOMBS], ids=lambda body: body[:50])
def test_a_hostile_text_is_refused_at_once(settings: Settings, body: str) -> None:
    began = time.process_time()
    with pytest.raises(BadTemplate):
        say(settings, body)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("body", ["{{ team", "{% if %}", "{% endif %}", "{{ }}", "{% nothing %}"])
def test_a_broken_text_says_where(settings: Settings, body: str) -> None:
    with pytest.raises(BadTemplate, match="body, line 2: "):
        say(settings, f"Hello\n{body}")


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("Hi", "{{ tickets }}", "there is no tickets here"),
        ("Hi", "{{ nothing }}", "there is no nothing here"),
        ("{{ message }}", "Hi", "subject, line 1: there is no message"),
        ("Hi", " \n ", "comes out empty"),
        ("{% if not team %}x{% endif %}", "Hi", "comes out empty"),
    ],
)
def test_what_is_not_there_is_named(settings: Settings, subject: str, body: str, said: str) -> None:
    with pytest.raises(BadTemplate, match=said):
        say(settings, body, subject=subject)


def test_what_gets_too_long_is_refused(settings: Settings) -> None:
    shipped = samples.letter(settings, "team_code", "en")
    assert shipped.wording is not None
    facts = dict(shipped.wording.facts) | {"team": "x" * 100_000}
    long = replace(shipped, wording=replace(shipped.wording, facts=facts))
    with pytest.raises(BadTemplate, match="longer than"):
        reworded(long, OwnWords("Hi", "{{ team }}" * 5))
