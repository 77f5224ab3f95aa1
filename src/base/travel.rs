//! The words of the travel trade that stores, filters, imports and pages share.
//!
//! Owns the sets and their wire forms. Must not know which change of status is allowed: that is the
//! feature's own.

use super::words::words;

words! {
    OrderStatus {
        /// Booked and not yet paid.
        Pending = "pending", "status.pending";
        /// Paid and not yet confirmed by the operator.
        Paid = "paid", "status.paid";
        /// Confirmed: the journey will take place.
        Confirmed = "confirmed", "status.confirmed";
        /// The traveller is on the way.
        Travelling = "travelling", "status.travelling";
        Completed = "completed", "status.completed";
        /// Given up before it was paid.
        Cancelled = "cancelled", "status.cancelled";
        /// A refund was asked for and is on its way.
        Refunding = "refunding", "status.refunding";
        Refunded = "refunded", "status.refunded";
    }
}

words! {
    /// Where an order came from.
    OrderChannel {
        App = "app", "channel.app";
        Wechat = "wechat", "channel.wechat";
        Web = "web", "channel.web";
        /// A shop with a door.
        Store = "store", "channel.store";
        Ota = "ota", "channel.ota";
        Agent = "agent", "channel.agent";
    }
}

words! {
    /// How a payment was made.
    PaymentMethod {
        Wechat = "wechat", "method.wechat";
        Alipay = "alipay", "method.alipay";
        Unionpay = "unionpay", "method.unionpay";
        Transfer = "transfer", "method.transfer";
        Cash = "cash", "method.cash";
    }
}

words! {
    PaymentStatus {
        Waiting = "waiting", "payment_status.waiting";
        Success = "success", "payment_status.success";
        /// Never paid, and no longer payable.
        Closed = "closed", "payment_status.closed";
        Refunded = "refunded", "payment_status.refunded";
    }
}

words! {
    /// A traveller's gender as the document states it.
    Gender {
        Female = "F", "gender.female";
        Male = "M", "gender.male";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_form_goes_both_ways() {
        for status in OrderStatus::ALL {
            assert_eq!(status.as_str().parse(), Ok(*status));
            assert_eq!(status.key(), format!("status.{status}"));
        }
        assert_eq!(serde_json::to_string(&Gender::Male).unwrap(), "\"M\"");
        assert!(serde_json::from_str::<PaymentMethod>("\"cheque\"").is_err());
    }

    #[test]
    fn an_unknown_word_is_not_repeated() {
        let error = "13800138000".parse::<PaymentStatus>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "not one of the known values of PaymentStatus"
        );
    }

    #[tokio::test]
    async fn a_text_column_holds_the_wire_form_and_refuses_others() {
        let pool = sqlx::SqlitePool::connect("sqlite::memory:").await.unwrap();
        let (status, text): (OrderStatus, String) = sqlx::query_as("SELECT $1, $1")
            .bind(OrderStatus::Refunding)
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(
            (status, text.as_str()),
            (OrderStatus::Refunding, "refunding")
        );
        assert!(
            sqlx::query_scalar::<_, OrderStatus>("SELECT 'lost'")
                .fetch_one(&pool)
                .await
                .is_err()
        );
    }
}
