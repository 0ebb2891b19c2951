-- In whose name a consent is given or taken back: of whoever has the token of an order or
-- reservation, else of the account that is signed in. Raises token_unknown, sign_in_required,
-- missing_field, not_found.
create or replace function tenancy.who_consents(
  p_org_id uuid,
  p_public_token text,
  out org_id uuid,
  out email text,
  out source tenancy.consent_source
)
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_public_token is not null then
    select t.* into org_id, email, source from tenancy.token_holder(p_public_token) as t;
  else
    email := tenancy.own_email();
    if email is null then
      perform core.fail('sign_in_required');
    end if;
    select o.id, 'login' into org_id, source
    from tenancy.orgs as o
    where o.id = core.require_id('org_id', p_org_id) and o.deleted_at is null;
    if not found then
      perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
    end if;
  end if;
  perform core.act_as('guest');
end
$$;
revoke all on function tenancy.who_consents(uuid, text) from public;
