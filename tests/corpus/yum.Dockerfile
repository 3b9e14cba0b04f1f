FROM centos:7
RUN yum update -y && yum install httpd mod_ssl
RUN yum -y install epel-release; yum -y install python-pip; yum clean all
RUN pip install flask
ADD httpd.conf /etc/httpd/conf/
ADD https://example.org/a.tgz site.tar.gz /var/www/
CMD ["/usr/sbin/httpd", "-D", "FOREGROUND"]
