//! How the back office answers.

use prometheus_client::{
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

use super::Label;

/// Answers by class of their status, and pages without plaintext.
#[derive(Clone)]
pub struct AnswerFigures {
    by_class: Family<Label, Counter>,
    /// Pages answered while the keys were not at hand: what they show is masked at best.
    pub masked_only: Counter,
}

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

fn label(status: u16) -> Label {
    let at = usize::from(status / 100).clamp(1, CLASSES.len()) - 1;
    [("class", CLASSES[at])]
}

impl AnswerFigures {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let metrics = Self {
            by_class: Family::default(),
            masked_only: Counter::default(),
        };
        for class in CLASSES {
            // From the start: an alarm on a rate must not miss the first failure.
            drop(metrics.by_class.get_or_create(&[("class", class)]));
        }
        registry.register(
            "answers",
            "Answers of the back office by class of their status",
            metrics.by_class.clone(),
        );
        registry.register(
            "masked_only_pages",
            "Pages answered while the keys were not at hand",
            metrics.masked_only.clone(),
        );
        metrics
    }

    pub fn count(&self, status: u16) {
        self.by_class.get_or_create(&label(status)).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_one_of_five_classes() {
        for (status, class) in [
            (0, "1xx"),
            (200, "2xx"),
            (304, "3xx"),
            (429, "4xx"),
            (503, "5xx"),
            (999, "5xx"),
        ] {
            assert_eq!(label(status), [("class", class)], "{status}");
        }
    }
}
