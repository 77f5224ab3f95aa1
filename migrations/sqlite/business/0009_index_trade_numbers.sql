-- Finance looks payments up by the number on a statement.
CREATE INDEX payments_by_trade_no ON payments (trade_no);
