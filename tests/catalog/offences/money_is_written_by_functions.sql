grant insert on payments.payments to service_role;

grant update (status) on sales.orders to authenticated;

alter table sales.orders rename to purchases;
