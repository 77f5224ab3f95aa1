//! The page of keys: for admins, in words.

use hufu::kernel::vault::Rotation;

use super::{go_on, rotate};
use crate::{harness::TestApp, on_each_engine, reading::words};

async fn admins_see_how_the_keys_are(app: &TestApp) {
    let mut admin = app.login("admin").await;
    let page = admin.get("/keys").await;
    assert_eq!(page.status.as_u16(), 200);
    for word in [
        "密钥服务",
        "正常",
        "封装数据密钥",
        "使用中",
        "尚未更换过密钥",
    ] {
        assert!(words(&page).contains(word), "{word}");
    }
    rotate(app.kernel(), Rotation::Wrapping).await;
    go_on(app.kernel()).await;
    let page = admin.get("/keys").await;
    for word in ["待删除", "旧密钥保留一天后删除"] {
        assert!(words(&page).contains(word), "{word}: {}", words(&page));
    }
    let mut finance = app.login("finance").await;
    assert_eq!(finance.get("/keys").await.status.as_u16(), 403);
}

on_each_engine! {
    with_app:
    admins_see_how_the_keys_are
}
