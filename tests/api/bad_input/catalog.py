"""Bad requests about what is sold: events, ticket types, and all that is set up with them."""

from __future__ import annotations

from tests.api.bad_input.cases import HUGE, NOWHERE, insert, refused_to_others, rpc, update

CASES = [
    # Event pages.
    *(
        rpc("get_event", body, status, code)
        for body, status, code in (
            ({}, 404, "event_not_found"),
            ({"event_id": None}, 404, "event_not_found"),
            ({"event_id": "x"}, 400, "22P02"),
            ({"event_id": 0}, 400, "22P02"),
            ({"event_id": NOWHERE}, 404, "event_not_found"),
            ({"event_id": "DRAFT"}, 404, "event_not_found"),
            ({"event_id": "EVENT", "language": "de"}, 400, "invalid_field"),
            ({"event_id": "EVENT", "language": ""}, 400, "invalid_field"),
            ({"event_id": "EVENT", "language": "a\u0000"}, 400, "22P05"),
            ({"slug": "x"}, 404, "event_not_found"),
            ({"org_slug": "x", "slug": "city-run"}, 404, "event_not_found"),
            ({"org_slug": "x" * 1000, "slug": "\r\n"}, 404, "event_not_found"),
        )
    ),
    # Events by their staff.
    *(
        rpc(function, body, status, code, who)
        for function in ("publish_event", "close_event", "cancel_event")
        for body, status, code, who in (
            ({}, 400, "missing_field", "owner"),
            ({"event_id": None}, 400, "missing_field", "owner"),
            ({"event_id": "x"}, 400, "22P02", "owner"),
            ({"event_id": 0}, 400, "22P02", "owner"),
            ({"event_id": NOWHERE}, 404, "not_found", "owner"),
            ({"event_id": "OTHER"}, 404, "not_found", "owner"),
            ({"event_id": "DRAFT"}, 404, "not_found", "stranger"),
            ({"event_id": "DRAFT"}, 403, "not_allowed", "support"),
            ({"event_id": "DRAFT"}, 401, "42501", "visitor"),
        )
    ),
    rpc("publish_event", {"event_id": "DRAFT"}, 422, "event_incomplete", "owner"),
    rpc("publish_event", {"event_id": "CANCELLED"}, 409, "invalid_transition", "owner"),
    rpc("publish_event", {"event_id": "CLOSED"}, 409, "invalid_transition", "owner"),
    rpc("publish_event", {"event_id": "SUSPENDED_DRAFT"}, 403, "org_suspended", "suspended"),
    rpc("close_event", {"event_id": "DRAFT"}, 409, "invalid_transition", "owner"),
    rpc("close_event", {"event_id": "CANCELLED"}, 409, "invalid_transition", "owner"),
    rpc("cancel_event", {"event_id": "CLOSED"}, 409, "invalid_transition", "owner"),
    *(
        insert("events", {"org_id": "ORG", "title": "Run"} | changes, status, code)
        for changes, status, code in (
            ({"title": None}, 400, "missing_field"),
            ({"title": ""}, 400, "missing_field"),
            ({"title": "x" * 201}, 400, "invalid_field"),
            ({"title": "a\u0007"}, 400, "invalid_field"),
            ({"title": "a\u0000"}, 400, "22P05"),
            ({"time_zone": "CET"}, 400, "invalid_field"),
            ({"time_zone": None}, 400, "invalid_field"),
            ({"sport": "chess"}, 400, "22P02"),
            ({"slug": "Not A Slug"}, 400, "23514"),
            ({"slug": "DRAFT_SLUG"}, 409, "23505"),
            ({"starts_at": "soon"}, 400, "22007"),
            ({"starts_at": "2027-01-02T00:00Z", "ends_at": "2027-01-01T00:00Z"}, 400, "23514"),
            ({"starts_at": "infinity"}, 400, "23514"),
            ({"starts_at": "-infinity", "ends_at": "2027-01-01T00:00Z"}, 400, "23514"),
            ({"ends_at": "12027-01-01T00:00Z"}, 400, "23514"),
            ({"location_name": "a\u0007"}, 400, "23514"),
            ({"location_name": "x" * 301}, 400, "23514"),
            ({"description": "x" * 20001}, 400, "23514"),
            ({"status": "published"}, 403, "42501"),
        )
    ),
    *(
        update("events", "EVENT", changes, status, code)
        for changes, status, code in (
            ({"title": " "}, 400, "missing_field"),
            ({"starts_at": None}, 400, "23514"),
            ({"deleted_at": "2027-01-01T00:00Z"}, 400, "23514"),
            ({"status": "draft"}, 403, "42501"),
            ({"org_id": "OTHER_ORG"}, 403, "42501"),
        )
    ),
    *(
        insert(
            "ticket_types",
            {"org_id": "ORG", "event_id": "EVENT", "name": "5 km", "price": 1000} | changes,
            status,
            code,
        )
        for changes, status, code in (
            ({"name": None}, 400, "23502"),
            ({"name": " "}, 400, "23514"),
            ({"name": "x" * 101}, 400, "23514"),
            ({"name": "a\u0007"}, 400, "23514"),
            ({"name": "a\nb"}, 400, "23514"),
            ({"name": "a\u0000"}, 400, "22P05"),
            ({"description": "x" * 2001}, 400, "23514"),
            ({"price": None}, 400, "23502"),
            ({"price": -1}, 400, "23514"),
            ({"price": 5_000_001}, 400, "23514"),
            ({"price": 10**10}, 400, "22003"),
            ({"price": "free"}, 400, "22P02"),
            ({"price": 9.99}, 400, "22P02"),
            ({"currency": "USD"}, 400, "23514"),
            ({"vat_rate": 10_001}, 400, "23514"),
            ({"capacity": -1}, 400, "23514"),
            ({"capacity": 1_000_001}, 400, "23514"),
            ({"min_per_order": 0}, 400, "23514"),
            ({"max_per_order": 0}, 400, "23514"),
            ({"max_per_order": 101}, 400, "23514"),
            ({"min_age": -1}, 400, "23514"),
            ({"min_age": 40, "max_age": 39}, 400, "23514"),
            ({"max_age": 121}, 400, "23514"),
            ({"licence_pattern": "("}, 400, "invalid_field"),
            ({"licence_pattern": "x" * 201}, 400, "23514"),
            ({"requires_licence": "perhaps"}, 400, "22P02"),
            ({"team_min": 2}, 400, "23514"),
            ({"team_max": 4}, 400, "23514"),
            ({"team_min": 0, "team_max": 4}, 400, "23514"),
            ({"team_min": 5, "team_max": 4}, 400, "23514"),
            ({"team_min": 1, "team_max": 101}, 400, "23514"),
            ({"sales_start": "infinity"}, 400, "23514"),
            ({"sales_end": "1999-01-01T00:00Z"}, 400, "23514"),
            ({"sales_start": "2027-01-02T00:00Z", "sales_end": "2027-01-01T00:00Z"}, 400, "23514"),
            ({"event_id": NOWHERE}, 409, "23503"),
            ({"event_id": "OTHER"}, 409, "23503"),
            ({"org_id": "OTHER_ORG", "event_id": "OTHER"}, 403, "42501"),
        )
    ),
    *refused_to_others(
        "ticket_types",
        {"org_id": "ORG", "event_id": "EVENT", "name": "5 km", "price": 1000},
        "TYPE",
    ),
    *refused_to_others("events", {"org_id": "ORG", "title": "Run"}, "EVENT"),
    *refused_to_others(
        "products", {"org_id": "ORG", "event_id": "EVENT", "name": "Shirt", "price": 1}, "PRODUCT"
    ),
    *refused_to_others(
        "product_variants", {"org_id": "ORG", "product_id": "PRODUCT", "name": "M"}, "PRODUCT"
    ),
    *refused_to_others(
        "promo_codes",
        {"org_id": "ORG", "event_id": "EVENT", "code": "NEW", "kind": "amount", "value": 1},
        "PROMO_CODE",
    ),
    *refused_to_others(
        "waves", {"org_id": "ORG", "event_id": "EVENT", "name": "B", "starts_at": "START"}, "WAVE"
    ),
    update("ticket_types", "TYPE", {"capacity": 0}, 409, "capacity_below_sold"),
    update("ticket_types", "TYPE", {"event_id": "DRAFT"}, 403, "42501"),
    update("ticket_types", "TYPE", {"price": -1}, 400, "23514"),
    # What events sell beside starts.
    *(
        insert(
            "products",
            {"org_id": "ORG", "event_id": "EVENT", "name": "Shirt", "price": 2000} | changes,
            status,
            code,
        )
        for changes, status, code in (
            ({"name": None}, 400, "23502"),
            ({"name": " "}, 400, "23514"),
            ({"name": "x" * 101}, 400, "23514"),
            ({"name": "a\u0007"}, 400, "23514"),
            ({"name": "a\u0000"}, 400, "22P05"),
            ({"description": "x" * 2001}, 400, "23514"),
            ({"price": None}, 400, "23502"),
            ({"price": -1}, 400, "23514"),
            ({"price": 9.99}, 400, "22P02"),
            ({"vat_rate": 10_001}, 400, "23514"),
            ({"capacity": -1}, 400, "23514"),
            ({"max_quantity": 0}, 400, "23514"),
            ({"scope": "team"}, 400, "22P02"),
            ({"scope": "order", "ticket_type_id": "TYPE"}, 400, "23514"),
            ({"personalisation_label": "Name"}, 400, "23514"),
            ({"personalisation_max_length": 10}, 400, "23514"),
            (
                {"personalisation_label": "a\nb", "personalisation_max_length": 9},
                *(400, "23514"),
            ),
            ({"personalisation_label": "Name", "personalisation_max_length": 201}, 400, "23514"),
            ({"ticket_type_id": NOWHERE}, 409, "23503"),
            ({"ticket_type_id": "OTHER_TYPE"}, 409, "23503"),
            ({"ticket_type_id": "ELSEWHERE_TYPE"}, 404, "ticket_type_not_found"),
            ({"event_id": "OTHER"}, 409, "23503"),
            ({"org_id": "OTHER_ORG", "event_id": "OTHER"}, 403, "42501"),
        )
    ),
    update("products", "PRODUCT", {"event_id": "DRAFT"}, 403, "42501"),
    update(
        "products", "PRODUCT", {"ticket_type_id": "ELSEWHERE_TYPE"}, 404, "ticket_type_not_found"
    ),
    *(
        insert(
            "product_variants",
            {"org_id": "ORG", "product_id": "PRODUCT", "name": "M"} | changes,
            status,
            code,
        )
        for changes, status, code in (
            ({"name": " "}, 400, "23514"),
            ({"name": "x" * 101}, 400, "23514"),
            ({"name": "a\tb"}, 400, "23514"),
            ({"price": -1}, 400, "23514"),
            ({"price": 5_000_001}, 400, "23514"),
            ({"capacity": -1}, 400, "23514"),
            ({"product_id": "OTHER_PRODUCT"}, 409, "23503"),
            ({"product_id": None}, 400, "23502"),
            ({"product_id": NOWHERE}, 409, "23503"),
            ({"org_id": "OTHER_ORG"}, 403, "42501"),
        )
    ),
    # Promo codes.
    *(
        insert(
            "promo_codes",
            {"org_id": "ORG", "event_id": "EVENT", "code": "NEW", "kind": "amount", "value": 100}
            | changes,
            status,
            code,
        )
        for changes, status, code in (
            ({"code": None}, 400, "missing_field"),
            ({"code": " "}, 400, "missing_field"),
            ({"code": "AB"}, 400, "invalid_field"),
            ({"code": "A B C"}, 400, "invalid_field"),
            ({"code": "x" * 41}, 400, "invalid_field"),
            ({"code": "summer"}, 409, "promo_code_taken"),
            ({"kind": "gift"}, 400, "22P02"),
            ({"value": 0}, 400, "23514"),
            ({"kind": "percentage", "value": 10_001}, 400, "23514"),
            ({"max_uses": 0}, 400, "23514"),
            ({"max_uses": 1_000_001}, 400, "23514"),
            ({"value": 5_000_001}, 400, "23514"),
            ({"code": "a\u0000bc"}, 400, "22P05"),
            ({"scope": "event"}, 400, "22P02"),
            ({"starts_at": "-infinity"}, 400, "23514"),
            ({"used": 1}, 400, "0A000"),
            ({"starts_at": "2027-01-02T00:00Z", "ends_at": "2027-01-01T00:00Z"}, 400, "23514"),
            ({"event_id": "OTHER"}, 409, "23503"),
            ({"org_id": "OTHER_ORG", "event_id": "OTHER"}, 403, "42501"),
        )
    ),
    update("promo_codes", "PROMO_CODE", {"code": "-"}, 400, "invalid_field"),
    update("promo_codes", "PROMO_CODE", {"event_id": "DRAFT"}, 403, "42501"),
    *(
        insert(
            view,
            {"org_id": "ORG", key: name, "ticket_type_id": "WAVES_TYPE"} | changes,
            status,
            code,
        )
        for view, key, name in (
            ("promo_code_ticket_types", "promo_code_id", "PROMO_CODE"),
            ("wave_ticket_types", "wave_id", "WAVE"),
        )
        for changes, status, code in (
            ({}, 409, "23505"),
            ({"ticket_type_id": "ELSEWHERE_TYPE"}, 404, "ticket_type_not_found"),
            ({"ticket_type_id": "OTHER_TYPE"}, 409, "23503"),
            ({key: NOWHERE}, 409, "23503"),
            ({"org_id": "OTHER_ORG"}, 403, "42501"),
        )
    ),
    *(
        insert(
            "cancellation_steps",
            {"org_id": "ORG", "event_id": "EVENT", "starts_at": "START", "refund_rate": 1}
            | changes,
            status,
            code,
        )
        for changes, status, code in (
            ({"refund_rate": 10_001}, 400, "23514"),
            ({"refund_rate": -1}, 400, "23514"),
            ({"refund_rate": None}, 400, "23502"),
            ({"refund_rate": HUGE}, 400, "22003"),
            ({"starts_at": None}, 400, "23502"),
            ({"starts_at": "soon"}, 400, "22007"),
            ({"starts_at": "infinity"}, 400, "23514"),
            ({"event_id": "OTHER"}, 409, "23503"),
            ({"org_id": "OTHER_ORG", "event_id": "OTHER"}, 403, "42501"),
        )
    ),
    # Waves.
    *(
        insert(
            "waves",
            {"org_id": "ORG", "event_id": "EVENT", "name": "B", "starts_at": "START"} | changes,
            status,
            code,
        )
        for changes, status, code in (
            ({"name": " "}, 400, "23514"),
            ({"name": "x" * 101}, 400, "23514"),
            ({"name": "a\u0007"}, 400, "23514"),
            ({"event_id": "DRAFT_WITHOUT_DATES", "starts_at": "infinity"}, 400, "23514"),
            ({"starts_at": None}, 400, "23502"),
            ({"starts_at": "soon"}, 400, "22007"),
            ({"starts_at": "2001-01-01T00:00Z"}, 400, "wave_outside_event"),
            ({"starts_at": "infinity"}, 400, "23514"),
            ({"capacity": -1}, 400, "23514"),
            ({"event_id": "OTHER"}, 409, "23503"),
            ({"org_id": "OTHER_ORG", "event_id": "OTHER"}, 403, "42501"),
        )
    ),
    update("waves", "WAVE", {"starts_at": "2001-01-01T00:00Z"}, 400, "wave_outside_event"),
    update("events", "EVENT", {"ends_at": "START_SOON_AFTER"}, 400, "wave_outside_event"),
    # Duplicates, and what was deleted.
    *(
        rpc(
            "duplicate_event",
            {"event_id": "EVENT", "starts_at": "2027-06-01T10:00Z"} | changes,
            status,
            code,
            who,
        )
        for changes, status, code, who in (
            ({"event_id": None}, 400, "missing_field", "owner"),
            ({"event_id": "x"}, 400, "22P02", "owner"),
            ({"event_id": NOWHERE}, 404, "not_found", "owner"),
            ({"event_id": "OTHER"}, 404, "not_found", "owner"),
            ({"is_next_edition": "perhaps"}, 400, "22P02", "owner"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "not_allowed", "support"),
            ({}, 401, "42501", "visitor"),
            ({"starts_at": None}, 400, "missing_field", "owner"),
            ({"starts_at": "soon"}, 400, "22007", "owner"),
            ({"starts_at": "infinity"}, 400, "invalid_field", "owner"),
            ({"starts_at": "-infinity"}, 400, "invalid_field", "owner"),
            ({"starts_at": "9999-01-01T00:00Z"}, 400, "invalid_field", "owner"),
            ({"title": "x" * 201}, 400, "invalid_field", "owner"),
            ({"title": "a\u0007"}, 400, "invalid_field", "owner"),
        )
    ),
    *(
        rpc("restore", {"kind": "product", "id": "GONE_PRODUCT"} | changes, status, code, who)
        for changes, status, code, who in (
            ({"kind": None}, 400, "missing_field", "owner"),
            ({"kind": ""}, 400, "missing_field", "owner"),
            ({"kind": "order"}, 400, "invalid_field", "owner"),
            ({"kind": "events.products"}, 400, "invalid_field", "owner"),
            ({"kind": "product' or true --"}, 400, "invalid_field", "owner"),
            ({"kind": "wave"}, 404, "not_found", "owner"),
            ({"id": None}, 400, "missing_field", "owner"),
            ({"id": "x"}, 400, "22P02", "owner"),
            ({"id": NOWHERE}, 404, "not_found", "owner"),
            ({}, 404, "not_found", "stranger"),
            ({}, 403, "not_allowed", "support"),
            ({}, 401, "42501", "visitor"),
        )
    ),
    rpc(
        "restore", {"kind": "product_variant", "id": "GONE_VARIANT"}, 409, "parent_deleted", "owner"
    ),
    rpc("restore", {"kind": "promo_code", "id": "GONE_CODE"}, 409, "restore_conflict", "owner"),
    rpc("deleted_rows", {}, 400, "missing_field", "owner"),
    rpc("deleted_rows", {"org_id": "x"}, 400, "22P02", "owner"),
    rpc("deleted_rows", {"org_id": "OTHER_ORG"}, 404, "not_found", "owner"),
    rpc("deleted_rows", {"org_id": NOWHERE}, 404, "not_found", "owner"),
    rpc("deleted_rows", {"org_id": "ORG"}, 403, "not_allowed", "support"),
    rpc("deleted_rows", {"org_id": "ORG"}, 401, "42501", "visitor"),
]
