-- A registration for whoever may act for it (sales.speaks_for). Raises sign_in_required,
-- missing_field, not_found.
create or replace function sales.find_my_registration(
  p_registration_id uuid,
  p_public_token text
)
  returns sales.registrations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations;
begin
  if auth.uid() is null and p_public_token is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration
  from sales.registrations as r
  where r.id = p_registration_id and sales.speaks_for(r, p_public_token);
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'registration', 'id', p_registration_id));
  end if;
  return v_registration;
end
$$;
revoke all on function sales.find_my_registration(uuid, text) from public;
