-- Completes and checks a ticket type before it is written: the VAT rate is that of the event's
-- settings when left out, the pattern of licence numbers must be a regular expression. An event
-- that is not there is left to the foreign key, and another org's to the policy.
create or replace function events.tg_ticket_types__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'INSERT' and new.vat_rate is null then
    new.vat_rate := coalesce((
      select s.vat_rate
      from events.event_settings as s
      where s.org_id = new.org_id and s.event_id = new.event_id
    ), 0);
  end if;
  new.licence_pattern := nullif(btrim(new.licence_pattern), '');
  begin
    -- As it will be used: it must match a number as a whole.
    perform '' ~ ('^(?:' || new.licence_pattern || ')$');
  exception when invalid_regular_expression then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'licence_pattern', 'reason', 'it is not a regular expression: ' || sqlerrm));
  end;
  return new;
end
$$;
revoke all on function events.tg_ticket_types__prepare() from public;
