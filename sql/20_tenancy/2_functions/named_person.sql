-- Whom staff with privacy.manage mean: by e-mail address, or by the ids of rows that are theirs (a
-- participant, an order, a guest). Raises missing_field, invalid_email, person_not_found, and what
-- tenancy.authorise() raises.
create or replace function tenancy.named_person(p_org_id uuid, p_email text, p_ids uuid[])
  returns tenancy.subject
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ids uuid[] := array_remove(p_ids, null);
  v_subject tenancy.subject;
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'privacy.manage');
  if coalesce(p_email, '') <> '' or v_ids = '{}' then
    p_email := core.require_email('email', p_email);
  end if;
  v_subject := tenancy.find_person(p_org_id, p_email, '{}', v_ids);
  if not v_ids <@ v_subject.ids then
    perform core.fail('person_not_found');
  end if;
  return v_subject;
end
$$;
revoke all on function tenancy.named_person(uuid, text, uuid[]) from public;
