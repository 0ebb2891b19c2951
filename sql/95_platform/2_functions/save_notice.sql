-- Makes a notice, or changes one that was not withdrawn; it shows from `p_starts_at` (now) until
-- `p_ends_at`. For platform admins; called by public.platform_save_notice(). Raises
-- sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.
create or replace function platform.save_notice(
  p_notice_id uuid,
  p_audience text,
  p_text_nl text,
  p_text_en text,
  p_starts_at timestamptz,
  p_ends_at timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_notice platform.notices;
begin
  perform tenancy.require_platform_admin();
  if coalesce(p_audience, '') <> all (enum_range(null::platform.audience)::text[]) then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'audience', 'reason', 'it must be everybody, organisers or visitors'));
  end if;
  v_notice.audience := p_audience::platform.audience;
  v_notice.text_nl := core.require_text('text_nl', p_text_nl, 1000);
  v_notice.text_en := core.require_text('text_en', p_text_en, 1000);
  v_notice.starts_at := coalesce(p_starts_at, core.clock());
  if p_ends_at is null then
    perform core.fail('missing_field', '{"field": "ends_at"}');
  elsif p_ends_at <= greatest(v_notice.starts_at, core.clock())
    or p_ends_at > core.clock() + interval '1 year' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'ends_at', 'reason', 'it must be after the start and now, within a year'));
  end if;
  if p_notice_id is null then
    insert into platform.notices (audience, text_nl, text_en, starts_at, ends_at, created_by)
    values (
      v_notice.audience, v_notice.text_nl, v_notice.text_en, v_notice.starts_at, p_ends_at,
      auth.uid())
    returning * into v_notice;
  else
    update platform.notices as n
    set audience = v_notice.audience, text_nl = v_notice.text_nl, text_en = v_notice.text_en,
      starts_at = v_notice.starts_at, ends_at = p_ends_at
    where n.id = p_notice_id and n.withdrawn_at is null
    returning n.* into v_notice;
    if not found then
      perform core.fail('not_found', jsonb_build_object('what', 'notice', 'id', p_notice_id));
    end if;
  end if;
  perform tenancy.log_admin_act(
    'notice.saved', null, 'notice', v_notice.id::text, platform.notice_json(v_notice));
  return platform.notice_json(v_notice);
end
$$;
revoke all on function platform.save_notice(uuid, text, text, text, timestamptz, timestamptz)
  from public;
grant execute on function platform.save_notice(uuid, text, text, text, timestamptz, timestamptz)
  to authenticated;
