//! `keys.service = "alibaba"`: Key Management Service of Alibaba Cloud, in mainland China (C4).

use std::{net::IpAddr, path::PathBuf};

use reqwest::Url;

use super::super::{Secret, address::is_private, reader::Reader};

pub(super) const SETTINGS: &[&str] = &[
    "keys.alibaba.region",
    "keys.alibaba.foreign_region_reason",
    "keys.alibaba.endpoint",
    "keys.alibaba.key_id",
    "keys.alibaba.access_key_id",
    "keys.alibaba.access_key_secret",
    "keys.alibaba.security_token",
    "keys.alibaba.ca_certificate",
];

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

/// Key Management Service of Alibaba Cloud.
#[derive(Debug, Clone)]
pub struct AlibabaConfig {
    /// `keys.alibaba.region`.
    pub region: String,
    /// `keys.alibaba.foreign_region_reason`: why the region is not in mainland China.
    pub foreign_region_reason: Option<String>,
    /// `keys.alibaba.endpoint`, or the shared gateway of the region; as an `https://` URL.
    pub endpoint: String,
    /// `keys.alibaba.key_id`: the master key, by id, ARN or alias.
    pub key_id: String,
    /// `keys.alibaba.access_key_id`.
    pub access_key_id: String,
    /// `keys.alibaba.access_key_secret`.
    pub access_key_secret: Secret,
    /// `keys.alibaba.security_token`: of an STS role.
    pub security_token: Option<Secret>,
    /// `keys.alibaba.ca_certificate`: PEM; the only authority trusted then, as a dedicated instance needs. Absolute.
    pub ca_certificate: Option<PathBuf>,
}

impl AlibabaConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let region = reader.required_text("keys.alibaba.region");
        let foreign_region_reason = reader.optional_text("keys.alibaba.foreign_region_reason");
        let endpoint = if check_region(reader, &region, foreign_region_reason.as_deref()) {
            read_endpoint(reader, &region)
        } else {
            reader.skip(&["keys.alibaba.endpoint".to_owned()]);
            String::new()
        };
        Self {
            endpoint,
            foreign_region_reason,
            region,
            key_id: reader.required_text("keys.alibaba.key_id"),
            access_key_id: required(
                reader,
                "keys.alibaba.access_key_id",
                Reader::optional_secret,
            ),
            access_key_secret: required(
                reader,
                "keys.alibaba.access_key_secret",
                Reader::environment_secret,
            ),
            security_token: reader.environment_secret("keys.alibaba.security_token"),
            ca_certificate: reader.optional_path("keys.alibaba.ca_certificate"),
        }
    }
}

fn required<'a, T: From<String>>(
    reader: &mut Reader<'a>,
    setting: &str,
    read: impl Fn(&mut Reader<'a>, &str) -> Option<T>,
) -> T {
    let before = reader.problem_count();
    let found = read(reader, setting);
    if found.is_none() && reader.problem_count() == before {
        reader.problem(setting, "is missing");
    }
    found.unwrap_or_else(|| T::from(String::new()))
}

/// Whether it has the form of a region at all.
fn check_region(reader: &mut Reader<'_>, region: &str, reason: Option<&str>) -> bool {
    const SETTING: &str = "keys.alibaba.region";
    let plain =
        |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
    if region.is_empty() {
        return false;
    }
    if !region.bytes().all(plain) {
        reader.problem(SETTING, "must be like cn-hangzhou");
        return false;
    }
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
    true
}

/// Only gateways of the region itself are taken, so that no other host can stand abroad; a private address is on our own network.
fn read_endpoint(reader: &mut Reader<'_>, region: &str) -> String {
    const SETTING: &str = "keys.alibaba.endpoint";
    let shared = format!("kms.{region}.aliyuncs.com");
    let host = reader
        .optional_text(SETTING)
        .unwrap_or_else(|| shared.clone());
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
