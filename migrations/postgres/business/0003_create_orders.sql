-- A traveller here is an id and a date: who they are is sealed in the vault.
CREATE TABLE travellers (
    id          UUID   NOT NULL CONSTRAINT travellers_key PRIMARY KEY,
    created_at  BIGINT NOT NULL,
    audit_entry BIGINT NOT NULL
);
CREATE INDEX travellers_by_created ON travellers (created_at, id);

CREATE TABLE orders (
    id           UUID   NOT NULL CONSTRAINT orders_key PRIMARY KEY,
    order_no     TEXT   NOT NULL CONSTRAINT orders_number UNIQUE,
    traveller_id UUID   NOT NULL CONSTRAINT orders_traveller REFERENCES travellers (id),
    status       TEXT   NOT NULL CONSTRAINT orders_status CHECK (status IN
                     ('pending', 'paid', 'confirmed', 'travelling', 'completed', 'cancelled', 'refunding', 'refunded')),
    channel      TEXT   NOT NULL CONSTRAINT orders_channel CHECK (channel IN
                     ('app', 'wechat', 'web', 'store', 'ota', 'agent')),
    product      TEXT   NOT NULL,
    pax          BIGINT NOT NULL CONSTRAINT orders_pax CHECK (pax > 0),
    amount       BIGINT NOT NULL CONSTRAINT orders_amount CHECK (amount >= 0),
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    audit_entry  BIGINT NOT NULL
);
CREATE INDEX orders_by_created ON orders (created_at, id);
CREATE INDEX orders_by_amount ON orders (amount, id);
CREATE INDEX orders_by_traveller ON orders (traveller_id, created_at);

CREATE TABLE payments (
    id          UUID   NOT NULL CONSTRAINT payments_key PRIMARY KEY,
    order_id    UUID   NOT NULL CONSTRAINT payments_order REFERENCES orders (id),
    order_no    TEXT   NOT NULL,
    method      TEXT   NOT NULL CONSTRAINT payments_method CHECK (method IN
                    ('wechat', 'alipay', 'unionpay', 'transfer', 'cash')),
    status      TEXT   NOT NULL CONSTRAINT payments_status CHECK (status IN
                    ('waiting', 'success', 'closed', 'refunded')),
    amount      BIGINT NOT NULL CONSTRAINT payments_amount CHECK (amount >= 0),
    trade_no    TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    paid_at     BIGINT,
    audit_entry BIGINT NOT NULL
);
CREATE INDEX payments_by_created ON payments (created_at, id);
CREATE INDEX payments_by_amount ON payments (amount, id);
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX payments_by_order_number ON payments (order_no);
