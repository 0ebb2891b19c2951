-- A notice as platform admins see it.
create or replace function platform.notice_json(p_notice platform.notices)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'notice_id', p_notice.id, 'audience', p_notice.audience, 'text_nl', p_notice.text_nl,
    'text_en', p_notice.text_en, 'starts_at', p_notice.starts_at, 'ends_at', p_notice.ends_at,
    'withdrawn_at', p_notice.withdrawn_at);
end
$$;
revoke all on function platform.notice_json(platform.notices) from public;
