-- create_reservation() as the API answers it. That a guest finds no table is an answer of the same
-- status and text as the error, but the transaction goes on, so that the refusal is counted: what
-- an error undoes would be lost. Outside a request, for staff and for all other errors, it is the
-- error itself.
create or replace function dining.answer_booking(
  p_location_id uuid,
  p_date date,
  p_time time,
  p_at timestamptz,
  p_party_size integer,
  p_ticket_id uuid,
  p_channel text,
  p_guest jsonb,
  p_guest_notes text,
  p_language text,
  p_idempotency_key text,
  p_return_url text,
  p_options jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  return dining.create_reservation(
    p_location_id, p_date, p_time, p_at, p_party_size, p_ticket_id, p_channel, p_guest,
    p_guest_notes, p_language, p_idempotency_key, p_return_url, p_options);
exception when sqlstate 'PT409' then
  get stacked diagnostics
    v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
  if p_channel not in ('widget', 'google', 'third_party')
    or coalesce(current_setting('request.method', true), '') <> 'POST'
    or v_detail::json ->> 'code' <> all (array[
      'closed', 'channel_blocked', 'cut_off', 'pacing_covers_full', 'pacing_arrivals_full',
      'max_covers_reached', 'overbooking_limit', 'tables_full', 'squeeze_limit'])
  then
    raise;
  end if;
  perform dining.note_refusal(
    dining.find_location(p_location_id), p_date, p_party_size, p_channel::dining.channel,
    'booking', v_detail::json ->> 'code');
  perform set_config('response.status', '409', true);
  return jsonb_build_object(
    'code', 'PT409', 'message', v_message, 'details', v_detail, 'hint', v_hint);
end
$$;
revoke all on function dining.answer_booking(
  uuid, date, time, timestamptz, integer, uuid, text, jsonb, text, text, text, text, jsonb
) from public;
grant execute on function dining.answer_booking(
  uuid, date, time, timestamptz, integer, uuid, text, jsonb, text, text, text, text, jsonb
) to anon, authenticated;
