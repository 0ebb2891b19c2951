-- The promo code that a buyer of an event typed, in whatever case. Raises promo_code_not_found,
-- also for one that is switched off, deleted or another event's, promo_code_not_started and
-- promo_code_ended. How many uses are left is what its pool says.
create or replace function events.find_promo_code(p_event events.events, p_code text)
  returns events.promo_codes
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_code text := left(upper(btrim(coalesce(p_code, ''))), 40);
  v_promo_code events.promo_codes;
begin
  select c.* into v_promo_code
  from events.promo_codes as c
  where c.org_id = p_event.org_id and c.event_id = p_event.id and c.code = v_code
    and c.is_active and c.deleted_at is null;
  if not found then
    perform core.fail('promo_code_not_found', jsonb_build_object('promo_code', v_code));
  end if;
  if core.clock() < v_promo_code.starts_at then
    perform core.fail('promo_code_not_started', jsonb_build_object(
      'promo_code', v_code, 'starts_at', v_promo_code.starts_at));
  end if;
  if core.clock() >= v_promo_code.ends_at then
    perform core.fail('promo_code_ended', jsonb_build_object(
      'promo_code', v_code, 'ends_at', v_promo_code.ends_at));
  end if;
  return v_promo_code;
end
$$;
revoke all on function events.find_promo_code(events.events, text) from public;
