"""When checks run and where: the ticker, the local pool, the senders of alerts, and the health of the service."""
