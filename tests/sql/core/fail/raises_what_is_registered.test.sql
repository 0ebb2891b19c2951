-- A refusal is SQLSTATE PT<status>, a sentence with the values filled in, the slug and data as JSON
-- in detail, the cure in hint.
begin;
select plan(6);

create function test_support.caught(p_slug text, p_data jsonb) returns jsonb language plpgsql as $$
declare
  v_detail text;
  v_hint text;
begin
  perform core.fail(p_slug, p_data);
  return null;
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail, v_hint = pg_exception_hint;
  return jsonb_build_object('state', sqlstate, 'message', sqlerrm, 'detail', v_detail::jsonb,
    'hint', v_hint);
end
$$;
create temporary table told as
select test_support.caught('sold_out',
  '{"ticket_type": "10 km", "quantity": 4, "available": 3, "line": 2}') as e;

select is(e ->> 'state', 'PT409', 'the status') from told;
select is(e ->> 'message', '10 km has not enough places left for 4: 3 available.', 'the sentence')
from told;
select is(e ->> 'hint', 'Order fewer, or choose another ticket type.', 'the cure') from told;
select is(
  e -> 'detail',
  '{"code": "sold_out", "ticket_type": "10 km", "quantity": 4, "available": 3, "line": 2}'::jsonb,
  'slug and data') from told;
select is(
  test_support.caught('missing_field', '{"field": "email"}') ->> 'hint', 'Send email with a value.',
  'values are filled into the cure too');
select is(
  test_support.caught('sign_in_required', '{}') ->> 'message', 'This needs a signed-in user.',
  'most need no data');

select * from finish();
rollback;
