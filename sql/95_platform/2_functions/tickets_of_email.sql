-- Up to `p_most` tickets of an e-mail address: of orders that were placed with it, and of
-- people who take part with it. By the indexes of orgs, one look per org.
create or replace function platform.tickets_of_email(p_email text, p_most integer)
  returns sales.ticket_instances[]
  language plpgsql
  stable
  security definer
  set search_path = ''
  set enable_seqscan = 'off'
as $$
begin
  return array(
    select t
    from (
      select t.org_id, t.id
      from tenancy.orgs as g
      join sales.orders as o on o.org_id = g.id and o.email = p_email
      join sales.ticket_instances as t on t.org_id = o.org_id and t.order_id = o.id
      union
      select t.org_id, t.id
      from tenancy.orgs as g
      join sales.participants as p
        on p.org_id = g.id and p.email = p_email and p.deleted_at is null
      join sales.registrations as r on r.org_id = p.org_id and r.participant_id = p.id
      join sales.ticket_instances as t on t.org_id = r.org_id and t.registration_id = r.id
    ) as f
    join sales.ticket_instances as t on t.org_id = f.org_id and t.id = f.id
    order by t.id desc
    limit p_most);
end
$$;
revoke all on function platform.tickets_of_email(text, integer) from public;
