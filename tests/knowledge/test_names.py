"""Names of companies are taken apart for matching, and never altered for showing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.knowledge.names import (
    legal_entity_changed,
    normalise_name,
    organisation_of,
    organisation_of_domain,
    same_brand,
    telling_words,
)


@pytest.mark.parametrize(
    ("name", "brand", "suffix", "country"),
    [
        ("Google, LLC", "google", "llc", None),
        ("Google Ireland Ltd.", "google", "ltd", "IE"),
        ("Amazon Web Services EMEA SARL", "amazon web services", "sarl", "EMEA"),
        ("GitHub India Pty Ltd", "github", "pty", "IN"),
        ("Stripe Payments Europe, Limited", "stripe payments", "ltd", "EUROPE"),
        ("Hetzner Online GmbH & Co. KG", "hetzner online", "gmbh_co_kg", None),
        ("Allegro sp. z o.o.", "allegro", "sp_zoo", None),
        ("Avast s.r.o.", "avast", "sro", None),
        ("Foo S.à r.l.", "foo", "sarl", None),
        ("Telefónica S.A.", "telefonica", "sa", None),
        ("Enel S.p.A.", "enel", "spa", None),
        ("Zendesk A/S", "zendesk", "as", None),
        ("Ahrefs Pte. Ltd.", "ahrefs", "pte", None),
        ("Freshworks Private Limited", "freshworks", "pvt", None),
        ("Atlassian (Pty) Ltd", "atlassian", "pty", None),
        ("Anthropic, PBC", "anthropic", "pbc", None),
        ("Intercom R&D Unlimited Company", "intercom r and d", "unlimited", None),
        ("Acme Verein e.V.", "acme verein", "ev", None),
        ("Wolt Oy", "wolt", "oy", None),
        ("Bolt Technology OÜ", "bolt technology", "ou", None),
        ("株式会社サイボウズ", "サイボウズ", "kk", None),
        ("サイボウズ株式会社", "サイボウズ", "kk", None),
        ("UAB Hostinger", "hostinger", "uab", None),
        ("The Rocket Science Group, LLC", "rocket science group", "llc", None),
        ("Bank of America", "bank of america", None, None),
        ("X Corp.", "x", "corp", None),
        ("SE", "se", None, None),
    ],
)
def test_brand_legal_form_and_country_are_told_apart(name, brand, suffix, country):
    key = normalise_name(name)
    assert (key.brand, key.suffix, key.country) == (brand, suffix, country)


@pytest.mark.parametrize(
    ("name", "brand", "aliases"),
    [
        ("Functional Software, dba Sentry", "functional software", ("sentry",)),
        ("The Rocket Science Group LLC d/b/a Mailchimp", "rocket science group", ("mailchimp",)),
        ("NexMo Inc (aka Vonage)", "nexmo", ("vonage",)),
        ("Acme Ltd t/as Roadrunner", "acme", ("roadrunner",)),
        ("Acme Ltd trading as Roadrunner Mail", "acme", ("roadrunner mail",)),
        ("Stone Pagamentos (Linx)", "stone pagamentos", ("linx",)),
        ("Azure (Microsoft)", "azure", ("microsoft",)),
        ("Brand\nBrand Holdings Ltd", "brand", ("brand holdings",)),
    ],
)
def test_other_names_are_found(name, brand, aliases):
    key = normalise_name(name)
    assert (key.brand, key.aliases) == (brand, aliases)


def test_former_names_are_kept_apart_from_names_in_use():
    key = normalise_name("Acme Ltd, previously t/as Coyote, and now t/as Roadrunner Ltd")
    assert (key.brand, key.former, key.aliases) == ("acme", ("coyote",), ("roadrunner",))
    assert normalise_name("Brevo (formerly Sendinblue SAS)").former == ("sendinblue",)


@pytest.mark.parametrize(
    "name",
    [
        "Google Inc. *",
        "Google Inc.**",
        "Google Inc. [1]",
        "GOOGLE INC",
        "Goo\u00adgle Inc.",
        "Google Inc. (1)",
        "Google, Inc†",
    ],
)
def test_footnote_marks_case_and_soft_hyphens_are_no_part_of_a_name(name):
    assert normalise_name(name).written == "google inc"


def test_what_stands_behind_a_name_is_a_note():
    assert normalise_name("Snowflake: API*").note == "api"
    assert normalise_name("Google – Firebase").note == "firebase"
    assert normalise_name("Mailjet (optional)").note == "optional"
    key = normalise_name("Meta Platforms, Inc. and its affiliates")
    assert (key.brand, key.relatives) == ("meta platforms", True)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Help Scout", "HelpScout PBC"),
        ("help-scout", "Help Scout, Inc."),
        ("Fly", "Fly.io"),
        ("Salesforce.com, Inc.", "Salesforce, Inc."),
        ("Google Ireland Ltd", "Google LLC"),
        ("Twilio (SendGrid)", "SendGrid"),
        ("Societe Generale SA", "Société Générale S.A."),
        ("Sentry", "Functional Software, Inc. dba Sentry"),
    ],
)
def test_one_brand_in_two_writings(a, b):
    assert same_brand(normalise_name(a), normalise_name(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("reCAPTCHA", "hCaptcha"),
        ("Mailjet", "Mailgun"),
        ("Google Analytics", "Google Ads"),
        ("Segment", "Sentry"),
    ],
)
def test_two_brands_are_two(a, b):
    assert not same_brand(normalise_name(a), normalise_name(b))


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("Stripe Ireland Ltd", "Stripe Inc.", "Ireland Ltd -> Inc"),
        ("Acme Ltd", "Acme GmbH", "Ltd -> GmbH"),
        ("Google Ireland Limited", "Google Netherlands Limited", "Ireland Limited -> Netherlands Limited"),
        ("Acme Ltd", "Acme Limited", None),
        ("Acme L.L.C.", "Acme LLC", None),
        ("Acme", "Acme Inc.", None),
        ("Acme Inc.", "Acme", None),
    ],
)
def test_a_new_legal_entity_is_told_from_another_writing(a, b, said):
    assert legal_entity_changed(normalise_name(a), normalise_name(b)) == said


def test_a_name_that_joins_companies_gives_its_parts():
    assert normalise_name("Twilio & Twilio Sendgrid").parts == ("twilio", "twilio sendgrid")
    assert normalise_name("Procter").parts == ()
    assert normalise_name("OpenAI Ireland Ltd / OpenAI, LLC").brand == "openai"


def test_known_organisations_are_found_by_name_and_domain():
    assert organisation_of("AWS") == "Amazon Web Services"
    assert organisation_of("Amazon Web Services, Inc.") == "Amazon Web Services"
    assert organisation_of("Twilio SendGrid") == "Twilio"
    assert organisation_of("Some Unknown Ltd") is None
    assert organisation_of_domain("sentry.io") == "Functional Software"
    assert organisation_of_domain("example.org") is None


def test_words_that_every_company_uses_do_not_tell_companies_apart():
    assert telling_words("google cloud platform") == {"google"}
    assert telling_words("cloud services") == {"cloud", "services"}


@given(st.text(max_size=60))
def test_any_text_can_be_taken_apart(text):
    key = normalise_name(text)
    assert same_brand(key, key)
    assert legal_entity_changed(key, key) is None


@given(
    st.sampled_from(["Acme", "Help Scout", "Google Cloud"]),
    st.sampled_from([" Inc.", " GmbH", " Ireland Ltd", ""]),
)
def test_case_and_white_space_never_matter(brand, form):
    name = brand + form
    assert normalise_name(name.upper()).written == normalise_name(f" {name.lower()}  ").written
