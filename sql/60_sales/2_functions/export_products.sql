-- Opens a cursor on what is to be handed out, to whom, in the order of products; names of who takes
-- part are there for those with registrations.read.
create or replace function sales.export_products(p_export sales.export, p_cursor refcursor)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  open p_cursor for
    select
      h.order_number, h.product, h.personalisation, h.quantity, h.email, h.purchaser_name,
      case when p_export.has_names then h.first_name end as first_name,
      case when p_export.has_names then h.last_name end as last_name,
      case when p_export.has_names then h.bib_number end as bib
    from public.products_per_person as h
    where h.org_id = p_export.org_id
      and (p_export.event_id is null or h.event_id = p_export.event_id)
    order by h.product, h.order_number, h.order_item_id;
end
$$;
revoke all on function sales.export_products(sales.export, refcursor) from public;
