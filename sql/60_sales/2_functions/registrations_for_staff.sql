-- Who takes part with an order, as staff with registrations.read see it, in the order of its lines.
create or replace function sales.registrations_for_staff(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'registration_id', r.id, 'line', i.line, 'position', r.position, 'status', r.status,
      'ticket_type', i.name, 'participant_id', p.id, 'first_name', p.first_name,
      'last_name', p.last_name, 'email', p.email, 'wave', w.name, 'team', g.name,
      'bib_number', b.number, 'chip_number', r.chip_number,
      'age_on_race_day', r.age_on_race_day, 'answers', sales.answers_json(r))
      order by i.line, r.team_id, r.position), '[]')
    from sales.registrations as r
    join sales.order_items as i on i.org_id = r.org_id and i.id = r.order_item_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
    left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    where r.org_id = p_order.org_id and r.order_id = p_order.id
  );
end
$$;
revoke all on function sales.registrations_for_staff(sales.orders) from public;
