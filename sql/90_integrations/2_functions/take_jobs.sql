-- The next jobs of an integration, for the worker that has its message: at most `p_limit`, of as
-- many entities, so they can be delivered beside each other. What there is nothing to tell of is
-- skipped on the way. Null ends the turn: there is nothing due, or it is paused, disabled, deleted
-- or rests.
--
-- Returns {org_id, integration_id, kind, url, headers, auth, secrets: [{purpose, sealed}], jobs:
-- [{job_id, attempts, body}]}; the newest secret that signs stands first. Locks: turn, then jobs.
create or replace function integrations.take_jobs(p_integration_id uuid, p_limit integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_found integrations.integrations;
  v_rests_until timestamptz;
  v_job integrations.jobs;
  v_body jsonb;
  v_jobs jsonb := '[]';
  v_seen boolean := false;
begin
  select i.* into v_found
  from integrations.integrations as i
  join tenancy.orgs as o on o.id = i.org_id and o.deleted_at is null
  where i.id = p_integration_id and i.deleted_at is null;
  select t.rests_until into v_rests_until
  from integrations.turns as t
  where t.org_id = v_found.org_id and t.integration_id = v_found.id;
  for v_job in
    select j.*
    from integrations.first_jobs(v_found) as j
    where j.next_try_at <= v_now and (v_rests_until <= v_now or j.change_id is null)
    order by j.change_id nulls first, j.number
    limit p_limit
  loop
    v_seen := true;
    v_body := integrations.body_of(v_found, v_job);
    if v_body is null then
      update integrations.jobs as j
      set status = 'skipped', ended_at = v_now, next_try_at = null
      where j.org_id = v_job.org_id and j.id = v_job.id;
    else
      v_jobs := v_jobs || jsonb_build_object(
        'job_id', v_job.id, 'attempts', v_job.attempts, 'body', v_body);
    end if;
  end loop;
  if not v_seen then
    perform integrations.end_turn(p_integration_id);
    return null;
  end if;
  return jsonb_build_object(
    'org_id', v_found.org_id,
    'integration_id', v_found.id,
    'kind', v_found.kind,
    'url', v_found.config ->> 'url',
    'headers', coalesce(v_found.config -> 'headers', '{}'),
    'auth', v_found.auth,
    'secrets', (
      select jsonb_agg(jsonb_build_object('purpose', s.purpose, 'sealed', s.sealed)
        order by s.ends_at desc nulls first)
      from integrations.secrets as s
      where s.org_id = v_found.org_id
        and s.integration_id = v_found.id
        and (s.ends_at is null or s.ends_at > v_now)
    ),
    'jobs', v_jobs);
end
$$;
revoke all on function integrations.take_jobs(uuid, integer) from public;
grant execute on function integrations.take_jobs(uuid, integer) to service_role;
