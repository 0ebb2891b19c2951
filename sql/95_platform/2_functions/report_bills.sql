-- The report `bills`: what the platform asked of orgs in a period; in euros.
create or replace function platform.report_bills(p_from timestamptz, p_to timestamptz)
  returns table (
    bill_id uuid, org_id uuid, org text, kind text, status text, description text, amount numeric,
    vat numeric, created_at timestamptz, paid_at timestamptz, currency text
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select c.id, c.org_id, g.name, c.kind::text, c.status::text, c.description, c.amount * 0.01,
    c.vat_amount * 0.01, c.created_at, c.paid_at, c.currency
  from billing.charges as c
  join tenancy.orgs as g on g.id = c.org_id
  where c.created_at >= p_from and c.created_at < p_to
  order by c.created_at, c.id
$$;
revoke all on function platform.report_bills(timestamptz, timestamptz) from public;
