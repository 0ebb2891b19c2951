-- The preview of a draft was shown, as it stands; of one that was changed meanwhile it was not. For
-- the worker.
create or replace function platform.stamp_preview(p_template_id uuid, p_hash text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update platform.mail_templates as t
  set previewed_hash = p_hash
  where t.id = p_template_id and t.draft_hash = p_hash;
end
$$;
revoke all on function platform.stamp_preview(uuid, text) from public;
grant execute on function platform.stamp_preview(uuid, text) to service_role;
