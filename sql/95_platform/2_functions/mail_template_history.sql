-- What was published of a mail in own words, newest first; `p_before` is the version to go on from.
-- Called by public.mail_template_history(). Raises what require_template() and
-- authorise_templates() raise.
create or replace function platform.mail_template_history(
  p_org_id uuid,
  p_kind text,
  p_language text,
  p_before integer,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_template platform.mail_templates;
begin
  perform platform.authorise_templates(p_org_id);
  perform core.require_range('limit', p_limit, 1, 200);
  v_template := platform.require_template(p_org_id, p_kind, p_language);
  return coalesce((
    select jsonb_agg(
      jsonb_build_object(
        'version', h.version, 'subject', h.subject, 'body', h.body, 'reason', h.reason,
        'published_by', h.published_by, 'published_at', h.published_at)
      order by h.version desc)
    from (
      select v.*
      from platform.mail_template_versions as v
      where v.template_id = v_template.id and (p_before is null or v.version < p_before)
      order by v.version desc
      limit coalesce(p_limit, 50)
    ) as h
  ), '[]');
end
$$;
revoke all on function platform.mail_template_history(uuid, text, text, integer, integer)
  from public;
grant execute on function platform.mail_template_history(uuid, text, text, integer, integer)
  to authenticated;
