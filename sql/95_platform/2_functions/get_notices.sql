-- What everybody is told now: whether the platform is being maintained, and the notices for an
-- audience (`visitors` unless it is said). For everybody; called by public.get_notices().
-- Raises invalid_field.
create or replace function platform.get_notices(p_audience text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_audience not in ('organisers', 'visitors') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'audience', 'reason', 'it must be organisers or visitors'));
  end if;
  return jsonb_build_object(
    'maintenance', core.maintenance(),
    'notices', coalesce((
      select jsonb_agg(
        jsonb_build_object(
          'notice_id', n.id, 'text_nl', n.text_nl, 'text_en', n.text_en,
          'starts_at', n.starts_at, 'ends_at', n.ends_at)
        order by n.starts_at, n.id)
      from (
        select w.*
        from platform.notices as w
        where w.withdrawn_at is null
          and w.ends_at > core.clock()
          and w.starts_at <= core.clock()
          and w.audience::text in ('everybody', coalesce(p_audience, 'visitors'))
        order by w.starts_at, w.id
        limit 20
      ) as n
    ), '[]'));
end
$$;
revoke all on function platform.get_notices(text) from public;
grant execute on function platform.get_notices(text) to anon, authenticated;
