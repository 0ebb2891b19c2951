-- The lines of an invoice, from the facts about what was sold. Where VAT is reverse charged a line
-- costs the same and has no VAT: what was paid for it is then all of the seller's.
create or replace function invoicing.lines_of(
  p_facts jsonb,
  p_entity invoicing.legal_entities,
  p_buyer invoicing.buyers
)
  returns invoicing.line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_is_reversed boolean := coalesce(invoicing.is_reverse_charged(p_entity, p_buyer), false);
begin
  return (
    select array_agg(
      row(
        l.kind, l.source_id, l.name, l.quantity, l.unit_amount, l.discount_amount, l.total_amount,
        case when r.is_reversed then 0 else l.vat_rate end,
        case when r.is_reversed then 0 else l.vat_amount end,
        r.is_reversed, null
      )::invoicing.line
      order by n.line
    )
    from jsonb_array_elements(p_facts -> 'lines') with ordinality as n (facts, line)
    cross join lateral jsonb_populate_record(null::invoicing.line, n.facts) as l
    cross join lateral (
      select
        v_is_reversed and (p_entity.reverse_charge = 'everything' or l.kind = 'product')
        as is_reversed
    ) as r
  );
end
$$;
revoke all on function
  invoicing.lines_of(jsonb, invoicing.legal_entities, invoicing.buyers) from public;
