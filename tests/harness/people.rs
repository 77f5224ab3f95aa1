//! People of roles of whom the demo has nobody.

use hufu::{
    base::phone::Phone,
    cli::demo::description::Person,
    features::staff::api::{NewStaff, StaffCreate, create},
    kernel::authz::Grant,
};

use super::{Client, TestApp};

const PHONE: &str = "14299990777";
const PASSWORD: &str = "a password of somebody new";

impl TestApp {
    /// Makes somebody of this role. There is one of them at a time: all have the same phone.
    pub async fn hire(&self, role: &str) -> Person {
        let new = NewStaff {
            role: role.to_owned(),
            name: "林晓".to_owned().into(),
            phone: Phone::parse(PHONE).expect("a phone"),
            password: PASSWORD.to_owned().into(),
        };
        let grant = Grant::<StaffCreate>::operator(self.kernel()).await;
        create(grant.expect("a grant"), new)
            .await
            .expect("somebody new");
        Person {
            role: role.to_owned(),
            name: "林晓".to_owned(),
            phone: PHONE.to_owned(),
            password: PASSWORD.to_owned(),
        }
    }

    /// A client logged in as this person.
    pub async fn login_as(&self, person: &Person) -> Client {
        let mut client = self.visitor();
        client.log_in(self, &person.phone, &person.password).await;
        client
    }
}
