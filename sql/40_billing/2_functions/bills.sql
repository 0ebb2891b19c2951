-- Bills of the platform with their invoices and credit notes, the newest first, a page at a time:
-- of one org, or of all (`p_org_id` null); of a kind, in one of the statuses, made from a moment
-- until before another. `p_cursor` is the last charge of the page before. For functions that have
-- authorised. Answers with {bills, next_cursor}. A bill is what billing.charge_facts() tells, and
-- {org_id, charge_id, net_amount, paid_at, invoice_problem, documents: [{id, kind, number,
-- mollie_invoice_number, status, cause, corrects_id, issued_on, issued_at, net_amount, vat_amount,
-- total_amount, problem}]}. Cents. Raises invalid_field.
create or replace function billing.bills(
  p_org_id uuid,
  p_kind text,
  p_status text[],
  p_from timestamptz,
  p_to timestamptz,
  p_cursor uuid,
  p_limit integer
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_limit integer := coalesce(p_limit, 50);
  v_before_at timestamptz := 'infinity';
  v_charges billing.charges[];
begin
  perform core.require_range('limit', v_limit, 1, 200);
  perform billing.guard_bill_filters(p_kind, p_status);
  if p_cursor is not null then
    select c.created_at into v_before_at
    from billing.charges as c
    where c.id = p_cursor and (p_org_id is null or c.org_id = p_org_id);
    if not found then
      perform core.fail('invalid_field', '{"field": "cursor", "reason": "it is no bill here"}');
    end if;
  end if;
  v_charges := array(
    select c
    from billing.charges as c
    where (p_org_id is null or c.org_id = p_org_id)
      and (p_kind is null or c.kind::text = p_kind)
      and (p_status is null or c.status::text = any (p_status))
      and (p_from is null or c.created_at >= p_from)
      and (p_to is null or c.created_at < p_to)
      and c.created_at <= v_before_at
      and (p_cursor is null or (c.created_at, c.id) < (v_before_at, p_cursor))
    order by c.created_at desc, c.id desc
    limit v_limit + 1
  );
  return jsonb_build_object(
    'bills', (
      select coalesce(jsonb_agg(billing.bill_json(c) order by c.created_at desc, c.id desc), '[]')
      from unnest(v_charges[:v_limit]) as c
    ),
    'next_cursor', case when cardinality(v_charges) > v_limit then (v_charges[v_limit]).id end
  );
end
$$;
revoke all on function
  billing.bills(uuid, text, text[], timestamptz, timestamptz, uuid, integer) from public;
