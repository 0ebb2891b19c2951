alter table bad.t add column contact_email text;

alter table bad.t add column x1 text; comment on column bad.t.x1 is 'Their phone number.';

update tenancy.personal_data set columns = columns || array['shoe_size'] where table_name = 'sales.orders';

update tenancy.personal_data set table_name = 'sales.gone' where table_name = 'sales.order_notes';
