-- The jobs of an integration that are next in line: open, and none before them of the same entity.
-- One that is not enabled, or is still being told what it missed, has no jobs but tests.
create or replace function integrations.first_jobs(p_integration integrations.integrations)
  returns setof integrations.jobs
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select j.*
  from integrations.jobs as j
  where j.org_id = p_integration.org_id
    and j.integration_id = p_integration.id
    and j.status in ('waiting', 'retrying')
    and (j.change_id is null or p_integration.status = 'enabled' and not exists (
      select from integrations.catch_ups as c
      where c.org_id = p_integration.org_id and c.integration_id = p_integration.id
    ))
    and not exists (
      select from integrations.jobs as elder
      where elder.org_id = j.org_id
        and elder.integration_id = j.integration_id
        and elder.entity_type = j.entity_type
        and elder.entity_id = j.entity_id
        and elder.status in ('waiting', 'retrying')
        and (elder.change_id, elder.number) < (j.change_id, j.number)
    )
$$;
revoke all on function integrations.first_jobs(integrations.integrations) from public;
