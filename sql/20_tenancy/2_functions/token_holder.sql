-- Whose a token of an order or a reservation is, as the rooms know that have them. Raises
-- token_unknown.
create or replace function tenancy.token_holder(
  p_token text,
  out org_id uuid,
  out email text,
  out source tenancy.consent_source
)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_holder tenancy.token_holders;
begin
  for v_holder in select h.* from tenancy.token_holders as h order by h.source loop
    execute format('select t.org_id, t.email, $2 from %s($1) as t', v_holder.function)
    into org_id, email, source
    using p_token, v_holder.source;
    if org_id is not null then
      return;
    end if;
  end loop;
  perform core.fail('token_unknown');
end
$$;
revoke all on function tenancy.token_holder(text) from public;
