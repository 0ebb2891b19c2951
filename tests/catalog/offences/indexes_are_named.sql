create index idx_t on bad.t (status);
