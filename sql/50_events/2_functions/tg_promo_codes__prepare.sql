-- Brings a code into its stored form, capitals without blanks around it, and refuses with a
-- sentence what the table's rules would refuse without one. Invoker: whoever may not see an org's
-- codes does not learn here which are taken. Raises missing_field, invalid_field, promo_code_taken.
create or replace function events.tg_promo_codes__prepare()
  returns trigger
  language plpgsql
  volatile
  security invoker
  set search_path = ''
as $$
begin
  new.code := upper(core.require_text('code', new.code, 40));
  if new.code !~ '^[A-Z0-9][A-Z0-9_-]{2,39}$' then
    perform core.fail('invalid_field', jsonb_build_object('field', 'code', 'reason',
      'it consists of 3 to 40 letters A-Z, digits, - and _, and begins with a letter or digit'));
  end if;
  if exists (
    select 1 from events.promo_codes as c
    where c.org_id = new.org_id and c.event_id = new.event_id and c.code = new.code
      and c.deleted_at is null and c.id <> new.id
  ) then
    perform core.fail('promo_code_taken', jsonb_build_object('promo_code', new.code));
  end if;
  return new;
end
$$;
revoke all on function events.tg_promo_codes__prepare() from public;
