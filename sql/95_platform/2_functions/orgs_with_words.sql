-- The orgs that somebody looks for: by id or by the provider's ids of their account, by part of
-- their name or slug, or by the beginning of their address or of a member's. The characters % and _
-- stand for themselves.
create or replace function platform.orgs_with_words(p_words text)
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_like text := lower(regexp_replace(p_words, '([\\%_])', '\\\1', 'g')) || '%';
begin
  return query
    select o.id
    from tenancy.orgs as o
    where lower(o.name) like '%' || v_like or o.slug like '%' || v_like or o.email like v_like
    union
    select o.id
    from tenancy.orgs as o
    where pg_input_is_valid(p_words, 'uuid') and o.id::text = lower(p_words)
    union
    select c.org_id
    from payments.mollie_connections as c
    where c.profile_id = p_words or c.mollie_organization_id = p_words
    union
    select m.org_id
    from auth.users as u
    join tenancy.org_members as m on m.user_id = u.id
    where lower(u.email) like v_like;
end
$$;
revoke all on function platform.orgs_with_words(text) from public;
