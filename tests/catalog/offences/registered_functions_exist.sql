insert into core.sweeps (name, function, every, batch) values ('bad', 'bad.gone', '1 hour', 1);

insert into core.sweeps (name, function, every, batch) values ('bad', 'bad.tg__x', '1 hour', 1);

insert into payments.payable_kinds (
  kind, start_function, settle_function, release_function, refund_ended_function,
  disputed_function, book_function, description
)
select 'bad', start_function, settle_function, settle_function, refund_ended_function,
  disputed_function, book_function, ''
from payments.payable_kinds
limit 1;

insert into events.duplicators (name, function) values ('bad', 'bad.gone');

insert into sales.order_changes (purpose, function, description)
values ('transfer', 'bad.gone', '')
on conflict (purpose) do update set function = 'bad.gone';

insert into tenancy.token_holders (source, function) values ('login', 'bad.gone');

insert into tenancy.erasure_guards (position, function) values (9, 'bad.gone');
