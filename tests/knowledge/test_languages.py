"""The language of a list is told by its words, or not at all."""

from __future__ import annotations

import pytest

from monitor.knowledge.languages import guess_language


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Hosting of the data for our customers", "Sending of mail to the customer"], "en"),
        (
            ["Bereitstellung der Server für unsere Kunden", "Versand von E-Mails und SMS durch den Dienst"],
            "de",
        ),
        (
            [
                "Hébergement des données de nos clients",
                "Envoi de courriels pour le service et la facturation",
            ],
            "fr",
        ),
        (
            ["Servicios de infraestructura y alojamiento", "Envío de correo para los clientes del servicio"],
            "es",
        ),
        (["Het hosten van de gegevens van onze klanten", "Het verzenden van e-mail voor een dienst"], "nl"),
        (["Hosting dei dati e gestione del servizio", "Invio di messaggi per il trattamento dei dati"], "it"),
        (["クラウドホスティング", "メールの送信"], "ja"),
        (["클라우드 호스팅", "이메일 발송"], "ko"),
    ],
)
def test_a_few_cells_are_enough(texts, language):
    assert guess_language(texts) == language


@pytest.mark.parametrize(
    "texts", [[], ["Hosting", "CDN", "Mail"], ["Stripe, Inc."], ["AWS", "US", "Germany"]]
)
def test_names_and_single_words_tell_nothing(texts):
    assert guess_language(texts) is None
