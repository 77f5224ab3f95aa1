//! The words and weights that the demo's people are made of.
//!
//! Owns the tables only. Common Chinese names, well-known places and nothing that names anybody.

use crate::base::travel::{OrderChannel, OrderStatus, PaymentMethod};

pub(super) const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
pub(super) const COMPOUND_SURNAMES: [&str; 6] = ["欧阳", "上官", "司马", "诸葛", "慕容", "尉迟"];
pub(super) const GIVEN_NAMES: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华红玉建国志海波宁佳欣怡梓涵宇轩浩然子豪思雨晨曦雅婷俊峰鹏飞雪梅春燕冬阳一鸣可心若彤天佑嘉懿睿哲诗琪梦瑶";
/// Real province codes; the county code behind them is not.
pub(super) const PROVINCES: [&str; 24] = [
    "11", "12", "13", "21", "22", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "50", "51", "52", "53", "61", "62", "65",
];
pub(super) const DESTINATIONS: [&str; 20] = [
    "三亚",
    "丽江",
    "大理",
    "桂林",
    "张家界",
    "九寨沟",
    "拉萨",
    "敦煌",
    "厦门",
    "青岛",
    "曼谷",
    "普吉岛",
    "东京",
    "大阪",
    "首尔",
    "新加坡",
    "巴厘岛",
    "马尔代夫",
    "巴黎",
    "罗马",
];
pub(super) const PRODUCTS: [&str; 7] = [
    "5日4晚跟团游",
    "4日自由行",
    "6日私家团",
    "3日亲子游",
    "7日深度游",
    "机票+酒店",
    "一日游",
];
pub(super) const HOTELS: [&str; 8] = [
    "云栖酒店",
    "湖畔花园酒店",
    "中心大酒店",
    "古城客栈",
    "山居民宿",
    "海景度假村",
    "星河公寓酒店",
    "青禾精品酒店",
];
pub(super) const REMARKS: [&str; 10] = [
    "",
    "",
    "",
    "",
    "需要靠窗座位",
    "老人同行，请安排低楼层",
    "儿童不占床",
    "素食",
    "需要开发票，抬头另行提供",
    "蜜月房布置",
];
pub(super) const PARTY_SIZES: [u16; 8] = [1, 1, 2, 2, 2, 3, 4, 5];
pub(super) const STATUSES: [(OrderStatus, u32); 8] = [
    (OrderStatus::Pending, 6),
    (OrderStatus::Paid, 10),
    (OrderStatus::Confirmed, 14),
    (OrderStatus::Travelling, 5),
    (OrderStatus::Completed, 48),
    (OrderStatus::Cancelled, 9),
    (OrderStatus::Refunding, 2),
    (OrderStatus::Refunded, 6),
];
pub(super) const CHANNELS: [(OrderChannel, u32); 6] = [
    (OrderChannel::App, 30),
    (OrderChannel::Wechat, 28),
    (OrderChannel::Web, 14),
    (OrderChannel::Store, 8),
    (OrderChannel::Ota, 15),
    (OrderChannel::Agent, 5),
];
pub(super) const METHODS: [(PaymentMethod, u32); 5] = [
    (PaymentMethod::Wechat, 45),
    (PaymentMethod::Alipay, 38),
    (PaymentMethod::Unionpay, 10),
    (PaymentMethod::Transfer, 5),
    (PaymentMethod::Cash, 2),
];
