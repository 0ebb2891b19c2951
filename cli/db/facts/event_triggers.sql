-- Event triggers.
select
  null::name[],
  'event trigger ' || quote_ident(e.evtname),
  format('owner %s, on %s calls %s, tags %s, enabled %s', pg_get_userbyid(e.evtowner), e.evtevent,
    e.evtfoid::regprocedure, e.evttags, e.evtenabled)
from pg_event_trigger as e
