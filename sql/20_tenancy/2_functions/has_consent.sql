-- Whether whoever has an e-mail address agrees to a purpose now: their last word counts, and
-- without one they do not. For whatever is sent or handed on because somebody agreed.
create or replace function tenancy.has_consent(p_org_id uuid, p_email text, p_purpose text)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce((
    select c.is_given
    from tenancy.consents as c
    where c.org_id = p_org_id
      and c.email_hash = tenancy.email_hash(p_org_id, p_email)
      and c.purpose = p_purpose
    order by c.said_at desc, c.id desc
    limit 1
  ), false);
end
$$;
revoke all on function tenancy.has_consent(uuid, text, text) from public;
