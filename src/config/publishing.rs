//! `[audit]`, the part of the world outside: where checkpoints are sent, and who signs them too.

use std::path::PathBuf;

use crate::settings::Secret;

crate::settings! {
    pub struct PublishingConfig in "audit" {
        /// Folder, best on another machine, that checkpoints and hashes are written to. Whoever rewrites the log cannot change it.
        checkpoint_directory: Option<PathBuf> = "checkpoint_directory", optional("checkpoints", path, "none");
        /// Address that each checkpoint is sent to (POST).
        checkpoint_hook: Option<String> = "checkpoint_hook",
            optional("https://notary.example/hufu", https, "none");
        /// The bearer token that it is sent with.
        checkpoint_hook_token: Option<Secret> = "checkpoint_hook_token",
            optional("env:HUFU_HOOK_TOKEN", environment, "none");
        /// A witness (C2SP tlog-witness) that signs checkpoints too, by its submission prefix.
        witness: Option<String> = "witness", optional("https://witness.example/prefix", https, "none");
        /// The key that the witness signs with, as name+key id+base64.
        witness_key: Option<String> = "witness_key", optional("witness.example+00000000+BAAA", text, "none");
        /// The only authority trusted for hook and witness, in PEM.
        ca_certificate: Option<PathBuf> = "ca_certificate",
            optional("authority.pem", path, "those of this machine");
    }
    check |settings, reader| {
        let (hook, witness) = (settings.checkpoint_hook.is_some(), settings.witness.is_some());
        if settings.checkpoint_hook_token.is_some() && !hook {
            let message = "is of no use without audit.checkpoint_hook";
            reader.problem("audit.checkpoint_hook_token", message);
        }
        match settings.witness_key {
            None if witness => {
                let message = "is missing: without it, anybody's signature would be the witness's";
                reader.problem("audit.witness_key", message);
            }
            Some(_) if !witness => {
                reader.problem("audit.witness_key", "is of no use without audit.witness");
            }
            _ => {}
        }
    };
}
