"""A Mollie of our own: test mode over HTTP, on this machine, with switches that real life has not.

It answers `/v2` as Mollie documents it, shows a checkout page that a person can click, calls
webhooks with Mollie's retries, and obeys a control API below `/sandbox`. Where Mollie's
documentation is silent, the choice made here is named in a comment.

A map, from the outside in:

    __main__      the command: python -m cli.sandbox
    app           composes everything into one ASGI application
    endpoint      what every API call has in common: credentials, faults, idempotency, errors
    payments, payments_api, lines, refunds,
    chargebacks, methods                the resources: tables, states, endpoints
    merchants, grants, fees,
    clients, oauth                      organizations, apps and what was granted to them
    events          subscriptions of the next generation, and their signed events
    webhooks      the queue, the schedule and the sender
    checkout      the pages where a customer pays
    control       the switches; faults, settings and journal are what they act upon
    world         all state of one sandbox: store (SQLite), clock, queue, switches
    hal, fields, money, errors, auth, idempotency, connections, context, pages    small tools

A new resource is a module with `SCHEMA`, `ENDPOINTS` and, if time alone changes it, a `Timer`; it
is listed once in `app`.
"""
