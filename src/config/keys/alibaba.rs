//! `keys.service = "alibaba"`: Key Management Service of Alibaba Cloud, in mainland China (C4).

use std::{net::IpAddr, path::PathBuf};

use reqwest::Url;

use crate::{
    base::address::is_private,
    settings::{Reader, Secret},
};

/// The regions of the service in mainland China, the financial cloud's among them; Hong Kong is abroad for personal data (C4).
const MAINLAND: &[&str] = &[
    "cn-beijing",
    "cn-beijing-finance-1",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-hangzhou-finance",
    "cn-heyuan",
    "cn-huhehaote",
    "cn-nanjing",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shanghai-finance-1",
    "cn-shenzhen",
    "cn-shenzhen-finance-1",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "cn-zhengzhou-jva",
];

crate::settings! {
    /// Only with service = "alibaba". The RAM user needs kms:GenerateDataKey, kms:Decrypt and kms:ReEncrypt* on this key, and nothing else.
    pub struct AlibabaConfig in "keys.alibaba" off {
        /// A region in mainland China.
        region: String = "region", required("cn-hangzhou", region);
        /// Any other region is refused (personal data stays in the country) unless this says why; it is written to the log at every start.
        foreign_region_reason: Option<String> = "foreign_region_reason",
            optional("travellers of the Singapore branch only", text, "none");
        /// The region's VPC gateway or a dedicated instance (which cannot rewrap).
        endpoint: String = "endpoint",
            optional("kms-vpc.cn-hangzhou.aliyuncs.com", text, "the shared gateway kms.REGION.aliyuncs.com")
                .map(Option::unwrap_or_default);
        /// The master key: id, ARN or alias.
        key_id: String = "key_id", required("alias/hufu", text);
        /// The id of the access key.
        access_key_id: String = "access_key_id", required("env:HUFU_ALIBABA_KEY_ID", secret);
        /// The access key itself.
        access_key_secret: Secret = "access_key_secret", required("env:HUFU_ALIBABA_KEY_SECRET", environment);
        /// With an STS role. It ends: Hufu has to be started anew with a new one.
        security_token: Option<Secret> = "security_token",
            optional("env:HUFU_ALIBABA_SECURITY_TOKEN", environment, "none");
        /// A dedicated instance's certificate authority in PEM; no other is trusted then.
        ca_certificate: Option<PathBuf> = "ca_certificate", optional("kms-ca.pem", path, "those of this machine");
    }
}

impl AlibabaConfig {
    /// The section, with the endpoint as an `https://` URL of the region.
    pub(super) fn checked(reader: &mut Reader<'_>) -> Self {
        let mut config = Self::read(reader);
        if !config.region.is_empty() {
            check_region(
                reader,
                &config.region,
                config.foreign_region_reason.as_deref(),
            );
            config.endpoint = endpoint(reader, &config.region, &config.endpoint);
        }
        config
    }
}

/// What has the form of a region at all.
fn region(reader: &mut Reader<'_>, setting: &'static str, region: String) -> Option<String> {
    let plain =
        |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
    if !region.bytes().all(plain) {
        reader.problem(setting, "must be like cn-hangzhou");
        return None;
    }
    Some(region)
}

fn check_region(reader: &mut Reader<'_>, region: &str, reason: Option<&str>) {
    const SETTING: &str = "keys.alibaba.region";
    if !MAINLAND.contains(&region) && reason.is_none() {
        reader.problem(
            SETTING,
            format!(
                "\"{region}\" is not in mainland China, where personal data has to stay (C4); mainland regions are {}. \
                 If it must be, say why in keys.alibaba.foreign_region_reason",
                MAINLAND.join(", ")
            ),
        );
    } else if MAINLAND.contains(&region) && reason.is_some() {
        reader.problem(
            "keys.alibaba.foreign_region_reason",
            "is not needed: the region is in mainland China; remove it",
        );
    }
}

/// Only gateways of the region itself are taken, so that no other host can stand abroad; a private address is on our own network.
fn endpoint(reader: &mut Reader<'_>, region: &str, written: &str) -> String {
    const SETTING: &str = "keys.alibaba.endpoint";
    let shared = format!("kms.{region}.aliyuncs.com");
    let host = if written.is_empty() { &shared } else { written };
    let parsed = Url::parse(&format!("https://{host}/")).ok().filter(|url| {
        let name = url.host_str().unwrap_or_default();
        let ours = || {
            let literal = name.trim_matches(['[', ']']).parse::<IpAddr>();
            name == "localhost" || literal.is_ok_and(is_private)
        };
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        bare && (name == shared
            || name == format!("kms-vpc.{region}.aliyuncs.com")
            || name.ends_with(".cryptoservice.kms.aliyuncs.com")
            || ours())
    });
    if parsed.is_none() {
        reader.problem(
            SETTING,
            format!(
                "must be {shared}, kms-vpc.{region}.aliyuncs.com, a dedicated instance's INSTANCE.cryptoservice.kms.aliyuncs.com, \
                 or a private address"
            ),
        );
    }
    parsed.map(String::from).unwrap_or_default()
}
