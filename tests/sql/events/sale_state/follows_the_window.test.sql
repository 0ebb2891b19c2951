begin;
select plan(16);

create function test_support.state(p_event jsonb, p_type jsonb,
  p_at timestamptz) returns text language sql as $$
  select events.sale_state(
    jsonb_populate_record(null::events.events, '{"status": "published",
      "starts_at": "2027-06-01T10:00Z", "ends_at": "2027-06-01T16:00Z"}' || p_event),
    jsonb_populate_record(null::events.ticket_types, p_type), p_at)
$$;
select is(test_support.state(e, t, at), wanted, about)
from (values
  ('{}'::jsonb, '{}'::jsonb, '2020-01-01Z'::timestamptz, 'on_sale',
    'without a window: once published'),
  ('{}', '{}', '2027-06-01 09:59:59Z', 'on_sale', 'until the event starts'),
  ('{}', '{}', '2027-06-01 10:00Z', 'ended', 'not at its start'),
  ('{}', '{"sales_start": "2027-05-01T00:00Z"}', '2027-04-30 23:59:59Z', 'not_started',
    'before its start'),
  ('{}', '{"sales_start": "2027-05-01T00:00Z"}', '2027-05-01 00:00Z', 'on_sale',
    'from its start on'),
  ('{}', '{"sales_end": "2027-05-02T00:00Z"}', '2027-05-01 23:59:59Z', 'on_sale', 'until its end'),
  ('{}', '{"sales_end": "2027-05-02T00:00Z"}', '2027-05-02 00:00Z', 'ended', 'not at its end'),
  ('{}', '{"sales_end": "2027-06-01T15:00Z"}', '2027-06-01 14:00Z', 'on_sale',
    'during the event, if it says so'),
  ('{}', '{"sales_end": "2027-07-01T00:00Z"}', '2027-06-01 15:59:59Z', 'on_sale',
    'but only during it'),
  ('{}', '{"sales_end": "2027-07-01T00:00Z"}', '2027-06-01 16:00Z', 'ended', 'never after it'),
  ('{"status": "draft"}', '{}', '2027-05-01Z', 'ended', 'not of a draft'),
  ('{"status": "closed"}', '{}', '2027-05-01Z', 'ended', 'nor of a closed event'),
  ('{"status": "cancelled"}', '{}', '2027-05-01Z', 'ended', 'nor of one that was called off'),
  ('{}', '{"sales_start": "2027-05-01T00:00Z", "sales_end": "2027-05-01T00:00:01Z"}', '2027-05-01Z',
    'on_sale',
    'a window of one second'),
  ('{}', '{"sales_start": "2027-05-01T00:00Z", "sales_end": "2027-05-01T00:00:01Z"}',
    '2027-05-01 00:00:01Z',
    'ended', 'is over after it'),
  ('{"status": "closed"}', '{"sales_start": "2027-05-01T00:00Z"}', '2027-04-01Z', 'ended',
    'what is closed does not start')
) as c (e, t, at, wanted, about);

select * from finish();
rollback;
