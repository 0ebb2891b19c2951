-- Raises the reason why nobody can come at a slot, by the code with which the slot shows it.
create or replace function dining.refuse_slot(p_slot dining.slot)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_data constant jsonb := jsonb_build_object(
    'date', p_slot.service_date, 'time', to_char(p_slot.slot_time, 'HH24:MI'));
begin
  case p_slot.reason_code
    when 'closed' then perform core.fail('closed', v_data);
    when 'channel_blocked' then perform core.fail('channel_blocked', v_data);
    when 'cut_off' then perform core.fail('cut_off', v_data);
    when 'pacing_covers_full' then perform core.fail('pacing_covers_full', v_data);
    when 'pacing_arrivals_full' then perform core.fail('pacing_arrivals_full', v_data);
    when 'max_covers_reached' then perform core.fail('max_covers_reached', v_data);
    when 'overbooking_limit' then perform core.fail('overbooking_limit', v_data);
    when 'squeeze_limit' then perform core.fail('squeeze_limit', v_data);
    else perform core.fail('tables_full', v_data);
  end case;
end
$$;
revoke all on function dining.refuse_slot(dining.slot) from public;
