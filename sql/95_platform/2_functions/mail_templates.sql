-- Every mail that can be said in own words, what those may name, and what was written for an org
-- (null: for the platform). Called by public.mail_templates().
-- Raises what authorise_templates() raises.
create or replace function platform.mail_templates(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform platform.authorise_templates(p_org_id);
  return (
    select jsonb_agg(
      jsonb_build_object(
        'kind', k.kind, 'description', k.description,
        'facts', array['subject', 'heading', 'greeting', 'org'] || k.facts, 'parts', k.parts,
        'templates', (
          select coalesce(jsonb_agg(platform.template_json(t) order by t.language), '[]')
          from platform.mail_templates as t
          where t.org_id is not distinct from p_org_id and t.kind = k.kind
        ))
      order by k.kind)
    from platform.mail_kinds as k
    where k.is_for_orgs or p_org_id is null
  );
end
$$;
revoke all on function platform.mail_templates(uuid) from public;
grant execute on function platform.mail_templates(uuid) to authenticated;
