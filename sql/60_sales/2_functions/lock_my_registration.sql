-- Locks a registration for whoever may change it: its participant, or, as long as the participant
-- has no login, the buyer of its order or the holder of that order's public token; not who joined a
-- team without a login. Raises sign_in_required, missing_field, not_found.
create or replace function sales.lock_my_registration(
  p_registration_id uuid,
  p_public_token text
)
  returns sales.registrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_registration sales.registrations;
begin
  if v_user_id is null and p_public_token is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('registration_id', p_registration_id);
  select r.* into v_registration
  from sales.registrations as r
  join sales.orders as o on o.org_id = r.org_id and o.id = r.order_id
  left join sales.participants as p
    on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
  where r.id = p_registration_id
    and (
      p.user_id = v_user_id
      or (
        p.user_id is null
        and sales.is_of_buyer(r)
        and (o.user_id = v_user_id or o.public_token_hash = core.token_hash(p_public_token))
      )
    )
  for no key update of r;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'registration', 'id', p_registration_id));
  end if;
  return v_registration;
end
$$;
revoke all on function sales.lock_my_registration(uuid, text) from public;
