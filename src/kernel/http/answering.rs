//! How receipts and quiet grants answer: nothing else makes an [`Answer`].

use std::sync::Arc;

use super::{Answer, Download, LocalPath, Shell};
use crate::kernel::{
    authz::{Grant, Permission, Quiet, Receipt},
    failure::Failure,
    vault::KeyServiceState,
};

impl<P: Permission> Receipt<P> {
    /// The shell of a page, with the viewer's own name; without it, when it cannot be opened now.
    pub async fn shell(&self) -> Result<Shell, Failure> {
        let page = self.context().page()?;
        let Some(staff) = self.context().origin.actor.staff() else {
            return Ok(Shell::new(self.context(), None, page));
        };
        let kernel = self.kernel();
        let label = match kernel.labels.get(&staff) {
            Some(label) => label,
            None => match kernel.vault.own_label(self).await?.map(Arc::new) {
                Some(label) => {
                    kernel.labels.insert(staff, Arc::clone(&label));
                    label
                }
                None => Arc::default(),
            },
        };
        let shell = Shell::new(self.context(), Some(&label), page);
        if !kernel
            .policy()
            .reads_log(self.context().origin.role.as_str())
        {
            return Ok(shell);
        }
        let verified = match kernel.verified.get(&()) {
            Some(verified) => verified,
            None => {
                let verified = kernel.audit_reader.newest_verification().await?;
                kernel.verified.insert((), verified);
                verified
            }
        };
        Ok(shell.with_log(verified))
    }

    /// An answer with a page.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub fn page(&self, page: &impl askama::Template) -> Result<Answer, Failure> {
        let kernel = self.kernel();
        if kernel.vault.condition() != KeyServiceState::Available {
            kernel.metrics.answers.masked_only.inc();
        }
        Answer::page(page)
    }

    /// An answer that sends the browser elsewhere in Hufu.
    pub fn redirect(&self, to: &LocalPath) -> Answer {
        Answer::redirect(to)
    }

    /// An answer with a file.
    pub fn download(&self, file: Download) -> Answer {
        Answer::download(file)
    }

    /// An answer with a small JSON file, without personal data. Its name is ours, ASCII.
    ///
    /// # Errors
    /// When it cannot be put into JSON.
    pub fn json_file(&self, name: &str, value: &impl serde::Serialize) -> Result<Answer, Failure> {
        Answer::json_file(name, value)
    }

    /// An answer for a script of ours: a small JSON value without personal data.
    ///
    /// # Errors
    /// When it cannot be put into JSON.
    pub fn json(&self, value: &impl serde::Serialize) -> Result<Answer, Failure> {
        Answer::json(value)
    }
}

impl<P: Quiet> Grant<P> {
    /// The shell for a page that shows no data.
    ///
    /// # Errors
    /// Outside a request.
    pub fn quiet_shell(&self) -> Result<Shell, Failure> {
        const {
            assert!(P::DESCRIPTOR.quiet, "declared to leave an entry");
        }
        Ok(Shell::new(self.context(), None, self.context().page()?))
    }

    /// A page that shows no data and changed nothing.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub fn quiet_page(&self, page: &impl askama::Template) -> Result<Answer, Failure> {
        const {
            assert!(P::DESCRIPTOR.quiet, "declared to leave an entry");
        }
        Answer::page(page)
    }

    /// A text that shows no data, for another program.
    pub fn quiet_text(&self, media_type: &'static str, text: String) -> Answer {
        const {
            assert!(P::DESCRIPTOR.quiet, "declared to leave an entry");
        }
        Answer::text(media_type, text)
    }

    /// A redirect that changed nothing.
    pub fn quiet_redirect(&self, to: &LocalPath) -> Answer {
        const {
            assert!(P::DESCRIPTOR.quiet, "declared to leave an entry");
        }
        Answer::redirect(to)
    }
}
