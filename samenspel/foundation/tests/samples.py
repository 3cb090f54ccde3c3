EXEMPT = {
    "foundation:postbox": "only there in development",
    "foundation:mail": "only there in development",
    "foundation:mail_html": "only there in development",
}
