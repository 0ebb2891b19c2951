-- What a credit note of an amount takes back of each line of an invoice, as negative lines.
-- `p_items` [{source_id, quantity, amount}] says which lines are meant, each up to what is left of
-- it; the rest of the amount is divided over what is left of all lines, at the rounded running
-- total. What takes back all that is left takes back all lines, whichever are meant. The VAT of a
-- line is taken back at its rounded running total as well: so every cent finds its place, and
-- credit notes for all of an invoice add up to its VAT per rate.
create or replace function invoicing.credit_lines(
  p_invoice invoicing.invoices,
  p_amount integer,
  p_items jsonb
)
  returns invoicing.line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with items as (
      select i.source_id, sum(i.amount) as amount, nullif(sum(i.quantity), 0) as quantity
      from jsonb_to_recordset(coalesce(p_items, '[]')) as i (
        source_id uuid, amount bigint, quantity bigint
      )
      group by i.source_id
    ),
    wished as (
      select l.*, i.quantity as pieces,
        case when p_amount < sum(l.total - l.credited) over ()
          then greatest(0, least(coalesce(i.amount, 0), l.total - l.credited)) else 0 end as wish
      from invoicing.left_of_lines(p_invoice) as l
      left join items as i on i.source_id = l.source_id
    ),
    direct as (
      select w.*,
        least(p_amount, sum(w.wish) over upto) - least(p_amount, sum(w.wish) over upto - w.wish)
        as amount,
        p_amount - least(p_amount, sum(w.wish) over ()) as rest
      from wished as w
      window upto as (order by w.line)
    ),
    spread as (
      select d.*,
        sum(d.total - d.credited - d.amount) over (order by d.line) as upto,
        d.total - d.credited - d.amount as own,
        greatest(1, sum(d.total - d.credited - d.amount) over ()) as whole
      from direct as d
    ),
    taken as (
      select s.*,
        s.amount + div(2 * s.rest * s.upto + s.whole, 2 * s.whole)
        - div(2 * s.rest * (s.upto - s.own) + s.whole, 2 * s.whole) as cents
      from spread as s
    ),
    taxed as (
      select t.*,
        sign(t.total) * div(
          2 * abs(t.vat * (t.credited + t.cents)) + abs(t.total), 2 * abs(t.total))
        - t.credited_vat as cents_vat,
        coalesce(t.pieces, case when t.cents = t.total then t.quantity end, 1) as parts
      from taken as t
      where t.cents <> 0
    )
    select array_agg(
      row(
        x.kind, x.source_id, x.name,
        case when mod(x.cents, x.parts) = 0 then x.parts else 1 end,
        case when mod(x.cents, x.parts) = 0 then -x.cents / x.parts else -x.cents end,
        0, -x.cents, x.vat_rate, -x.cents_vat, x.is_reverse_charged, x.line
      )::invoicing.line
      order by x.line
    )
    from taxed as x
  );
end
$$;
revoke all on function
  invoicing.credit_lines(invoicing.invoices, integer, jsonb) from public;
