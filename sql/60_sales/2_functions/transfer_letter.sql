-- What every mail about a transfer says of it. To whom and in which language the caller adds.
create or replace function sales.transfer_letter(p_transfer sales.ticket_transfers)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'transfer_id', p_transfer.id,
      'from_name', p_transfer.from_name,
      'to_email', p_transfer.to_email,
      'ticket_type', y.name,
      'fee_amount', p_transfer.fee_amount,
      'currency', 'EUR',
      'expires_at', p_transfer.expires_at,
      'event', e.title,
      'starts_at', e.starts_at,
      'time_zone', e.time_zone,
      'org_name', g.name,
      'org_email', g.email
    )
    from sales.registrations as r
    join events.events as e on e.org_id = r.org_id and e.id = r.event_id
    join events.ticket_types as y on y.org_id = r.org_id and y.id = r.ticket_type_id
    join tenancy.orgs as g on g.id = r.org_id
    where r.org_id = p_transfer.org_id and r.id = p_transfer.registration_id
  );
end
$$;
revoke all on function sales.transfer_letter(sales.ticket_transfers) from public;
