-- Erases a person in an org, once nothing stands in the way, and writes the certificate. Who waited
-- for the locks looks again: what was added meanwhile is theirs too. The caller has authorised.
-- Locks: what the guards say. Raises person_not_found, person_has_obligations.
create or replace function tenancy.erase(p_subject tenancy.subject)
  returns tenancy.erasures
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subject tenancy.subject := p_subject;
  v_again tenancy.subject;
  v_rows jsonb;
  v_erasure tenancy.erasures;
begin
  loop
    perform tenancy.guard_erasure(v_subject);
    v_again := tenancy.find_person(
      p_subject.org_id, p_subject.emails[1], p_subject.user_ids, v_subject.ids);
    exit when v_again.ids <@ v_subject.ids;
    v_subject := v_again;
  end loop;
  v_rows := tenancy.erase_rows(v_subject);
  if v_rows = '{}' then
    perform core.fail('person_not_found');
  end if;
  insert into tenancy.erasures (org_id, email_hashes, ids, rows, erased_by, actor_type)
  values (
    v_subject.org_id, v_subject.email_hashes,
    array(select distinct i from unnest(v_subject.ids) as i order by i), v_rows,
    auth.uid(), core.actor_type())
  returning * into v_erasure;
  perform core.audit(
    v_erasure.org_id, 'erasure', v_erasure.id::text, 'erasure.created', null,
    jsonb_build_object('rows', v_rows));
  return v_erasure;
end
$$;
revoke all on function tenancy.erase(tenancy.subject) from public;
